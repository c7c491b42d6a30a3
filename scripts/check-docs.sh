#!/usr/bin/env bash
# Runs the commands of the documents, README.md and docs/*.md, in a scratch folder, and prints what became of each.
#
#   scripts/check-docs.sh                     what takes seconds or a few minutes; the rest is checked without being run
#   scripts/check-docs.sh --long              also what takes longer
#   scripts/check-docs.sh --list              what would be run and what not, and why; runs nothing, checks tags and links
#   scripts/check-docs.sh --page tutorial     only this page (may be repeated; README for README.md; report and file-formats use files of the tutorial)
#   scripts/check-docs.sh --checks            runs nothing, checks everything
#
#   --home DIR     an unpacked archive to use instead of this checkout, which must have been built otherwise
#   --path DIRS    search path of the commands instead of the present one, to leave programs such as Maven out
#   --keep         keeps the scratch folder
#
# Commands are what stands in fences with the tag sh; all other fences have another tag. A comment before the fence says what is not run:
#   <!-- not run: REASON -->    never
#   <!-- takes: TIME -->        with --long only
# Commands that are not run, and those within sentences, are checked: subcommand and options of abs must be known to its --help (or, flags
# of the original programs, to docs/differences.md), a configuration that they name must resolve, scripts must be there and know
# their options. Links between pages must lead somewhere, and README must have one to each page. A page's commands share one shell, all pages one folder; a command that fails ends its page.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
home=$root
mode=run
long=false
keep=false
path=$PATH
pages=()

fail() {
  echo "check-docs: $1" >&2
  exit 2
}
while [ $# -gt 0 ]; do
  case $1 in
    --list) mode=list ;;
    --checks) mode=checks ;;
    --long) long=true ;;
    --keep) keep=true ;;
    --page) pages+=("${2:?--page needs a name}") && shift ;;
    --home) home=$(readlink -f "${2:?--home needs a folder}") && shift ;;
    --path) path=${2:?--path needs folders} && shift ;;
    -h | --help) awk 'NR > 1 && /^#/ { sub(/^# ?/, ""); print; next } NR > 1 { exit }' "$0" && exit 0 ;;
    *) fail "'$1' is no option; --help shows them" ;;
  esac
  shift
done
if [ ${#pages[@]} -eq 0 ]; then
  # The tutorial first: other pages show what can be done with its runs.
  pages=(README tutorial $(cd "$root/docs" && printf '%s\n' *.md | sed 's/\.md$//' | grep -v '^tutorial$'))
fi
launcher=$home/scripts/abs
[ -f "$launcher" ] || launcher=$home/bin/abs
[ -f "$launcher" ] || fail "$home has neither scripts/abs nor bin/abs"

work=$(mktemp -d)
$keep || trap 'rm -rf "$work"' EXIT
mkdir "$work/commands" "$work/bin" "$work/help"
scratch=$work/scratch
failed=0

# Blocks of a page: for each command a file PAGE.NUMBER, and a line "file, line, mode, reason" in PAGE.index.
extract() {
  page=$1
  file=$root/docs/$page.md
  [ "$page" = README ] && file=$root/README.md
  [ -f "$file" ] || fail "there is no $file"
  awk -v base="$work/commands/$page" -v name="$page" '
    function finish() {
      if (text == "") return
      number++
      out = sprintf("%s.%03d", base, number)
      printf "%s", text > out
      close(out)
      printf "%s\t%d\t%s\t%s\n", out, first, mode, reason > (base ".index")
      text = ""
    }
    /^<!-- not run: .* -->$/ { next_mode = "not"; next_reason = substr($0, 15, length($0) - 18); next }
    /^<!-- takes: .* -->$/ { next_mode = "takes"; next_reason = substr($0, 13, length($0) - 16); next }
    /^```/ && !inside {
      inside = 1
      tag = substr($0, 4)
      if (tag == "" || tag == "bash") {
        printf "%s:%d: a fence with the tag \"%s\"; commands have sh, other text another tag\n", name, NR, tag > "/dev/stderr"
        bad = 1
      }
      mode = next_mode == "" ? "run" : next_mode
      reason = next_reason
      next_mode = next_reason = ""
      next
    }
    /^```/ { if (tag == "sh") finish(); inside = 0; next }
    inside && tag == "sh" {
      if (text == "") first = NR
      if (text == "" && ($0 == "" || $0 ~ /^#/)) next
      text = text $0 "\n"
      # Complete unless the shell would read on: an open here-document, loop or quotation, a backslash at the end.
      probe = "bash -n 2>&1 >/dev/null"
      printf "%s", text > (base ".probe")
      close(base ".probe")
      more = ""
      command = "bash -n \"" base ".probe\" 2>&1"
      while ((command | getline answer) > 0) more = more answer
      close(command)
      if (more == "" && $0 !~ /\\$/) finish()
      next
    }
    !inside {
      if ($0 != "") next_mode = next_reason = ""
      line = $0
      while (match(line, /`[^`]+`/)) {
        span = substr(line, RSTART + 1, RLENGTH - 2)
        line = substr(line, RSTART + RLENGTH)
        if (span ~ /^(scripts\/)?abs [a-z0-9]+ ./ || span ~ /^scripts\/[a-z\/-]+\.sh /) {
          gsub(/\\\|/, "|", span)
          first = NR
          mode = "inline"
          reason = "within a sentence"
          text = span "\n"
          finish()
        }
      }
    }
    END { exit bad }
  ' "$file" || failed=$((failed + 1))
  touch "$work/commands/$page.index"
}

short() {
  head -n 1 "$1" | sed 's/  *#.*$//; s/|/\\|/g' | cut -c 1-110
}

abs() {
  "$launcher" "$@"
}

# What is wrong with a command that is not run; nothing if nothing is.
check() {
  { sed 's/  *#.*$//' "$1" | tr '\n' ' '; echo; } | sed 's/&&/;/g; s/ & / ; /g; s/[|]/ /g' | tr ';' '\n' | while read -r -a words; do
    tool=
    command=
    config=
    overrides=()
    index=0
    for word in "${words[@]}"; do
      index=$((index + 1))
      word=${word%%\"}
      case $tool:$word in
        :abs | :scripts/abs | :bin/abs | :*.sif) tool=abs ;;
        :scripts/*)
          tool=script
          command=$word
          [ -f "$root/$word" ] || echo "there is no $word"
          ;;
        :*) ;;
        abs:*/*.def) ;;
        abs:[a-z0-9]*)
          if [ -z "$command" ]; then
            command=$word
            if [ ! -e "$work/help/$command" ]; then
              abs "$command" --help >"$work/help/$command" 2>/dev/null || true
            fi
            grep -q "^Usage: abs $command" "$work/help/$command" || echo "abs has no command $command"
          elif [[ $command = nb201 && $word =~ ^[a-z]+$ ]] && [ ! -e "$work/help/nb201 $word" ]; then
            abs nb201 "$word" --help >>"$work/help/nb201" 2>/dev/null || true
            : >"$work/help/nb201 $word"
          else
            case $word in
              *[A-Z]* | *\$* | *...*) ;;
              *.*=*) overrides+=("$word") ;;
            esac
          fi
          ;;
        abs:--?*)
          flag=${word%%=*}
          flag=${flag%\]}
          if [ -n "$command" ] && ! grep -q -E -e "(^|[^-a-z0-9])$flag([^-a-z0-9]|\$)" "$work/help/$command" "$root/docs/differences.md"; then
            echo "abs $command has no $flag"
          fi
          ;;
        abs:-c) config=${words[$index]:-} ;;
        script:--?*)
          flag=${word%%=*}
          places=("$root/$command")
          if [ "$command" = scripts/campaign.sh ] && [ -f "$root/scripts/campaign/${words[1]:-}.sh" ]; then
            places+=("$root/scripts/campaign/${words[1]}.sh")
          fi
          [ "$command" = scripts/bench/run.sh ] && places+=("$root/scripts/bench/bench.py")
          grep -qs -e "$flag" "${places[@]}" || echo "$command has no $flag"
          ;;
      esac
    done
    # abs config show knows no tables, whose configuration lacks what they try out.
    if [ -n "$config" ] && [ "$command" != tabulate ] && [ -f "$home/configs/${config##*/}" ]; then
      abs config show -c "$home/configs/${config##*/}" "${overrides[@]}" 2>&1 >/dev/null || true
    fi
  done
}

row() {
  printf '| %s:%s | `%s` | %s | %s |\n' "$1" "$2" "$3" "$4" "$5"
}

# What a page's commands run in: the files of the checkout and what was built, or those of the archive.
prepare() {
  mkdir "$scratch"
  if [ "$home" = "$root" ]; then
    (cd "$root" && git ls-files -z | xargs -0 cp --parents -t "$scratch")
    for module in abs-core abs-shrink abs-search abs-train abs-cli; do
      [ -d "$root/$module/target" ] || fail "nothing has been built: scripts/quickstart.sh, or mvn -DskipTests package"
      cp -r "$root/$module/target" "$scratch/$module/"
    done
    ln -s "$scratch/scripts/abs" "$work/bin/abs"
  else
    cp -r "$home/." "$scratch/"
    ln -s "$scratch/bin/abs" "$work/bin/abs"
  fi
}

# Runs the commands of the page's list in one shell; leaves status and seconds of each beside it.
run_page() {
  page=$1
  {
    echo "cd '$scratch'"
    echo 'now() { echo "${EPOCHREALTIME/./}"; }'
    while IFS=$'\t' read -r file line kind reason; do
      [ "$kind" = run ] || { [ "$kind" = takes ] && $long; } || continue
      echo "started=\$(now); eval \"\$(cat '$file')\" >'$file.out' 2>&1 </dev/null; status=\$?"
      echo "echo \$status \$(((\$(now) - started) / 1000000)) >'$file.status'"
      echo "[ \$status -eq 0 ] || exit 0"
    done <"$work/commands/$page.index"
  } >"$work/commands/$page.script"
  PATH=$work/bin:$path bash "$work/commands/$page.script"
}

# Links within the project: the file is there, and so is the heading.
links() {
  file=$1
  grep -o '](\([^)]*\))' "$file" | sed 's/^](//; s/)$//' | grep -v '^[a-z]*:' | sort -u | while read -r link; do
    target=$(dirname "$file")/${link%%#*}
    [ -n "${link%%#*}" ] || target=$file
    if [ ! -e "$target" ]; then
      echo "$file: the link to $link leads nowhere"
    elif [ "$link" != "${link#*#}" ]; then
      sed -n 's/^##* //p' "$target" | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 _-]//g; s/ /-/g' | grep -x -e "${link#*#}" >/dev/null ||
        echo "$file: the link to $link names no heading"
    fi
  done
}

for page in "${pages[@]}"; do
  extract "$page"
done
broken=$(
  cd "$root"
  for file in README.md CONTRIBUTING.md CHANGELOG.md docs/*.md docs/results/*.md; do links "$file"; done
  for file in docs/*.md; do grep -q "($file)" README.md || echo "README.md: no link to $file"; done
)
if [ -n "$broken" ]; then
  echo "$broken" >&2
  failed=$((failed + 1))
fi
[ "$mode" != run ] || prepare
echo "| place | command | status | seconds |"
echo "| --- | --- | --- | ---: |"
for page in "${pages[@]}"; do
  [ "$mode" != run ] || run_page "$page"
  while IFS=$'\t' read -r file line kind reason; do
    label=$reason
    [ "$kind" != takes ] || label="takes $reason"
    if [ "$mode" = list ]; then
      case $kind in
        run) row "$page" "$line" "$(short "$file")" "run" "" ;;
        takes) row "$page" "$line" "$(short "$file")" "run with --long: $label" "" ;;
        *) row "$page" "$line" "$(short "$file")" "not run: $label" "" ;;
      esac
    elif [ -f "$file.status" ]; then
      read -r status seconds <"$file.status"
      if [ "$status" = 0 ]; then
        row "$page" "$line" "$(short "$file")" ok "$seconds"
      else
        failed=$((failed + 1))
        row "$page" "$line" "$(short "$file")" "**failed with $status**: $(tail -n 1 "$file.out" | tr '|' '/')" "$seconds"
      fi
    elif [ "$mode" = run ] && { [ "$kind" = run ] || { [ "$kind" = takes ] && $long; }; }; then
      row "$page" "$line" "$(short "$file")" "left out, see above" ""
    else
      wrong=$(check "$file" | sort -u | tr '\n' ' ')
      if [ -n "$wrong" ]; then
        failed=$((failed + 1))
        row "$page" "$line" "$(short "$file")" "**wrong**: $wrong" ""
      else
        row "$page" "$line" "$(short "$file")" "checked${label:+, not run: $label}" ""
      fi
    fi
  done <"$work/commands/$page.index"
done
$keep && echo "kept: $work" >&2
[ "$failed" -eq 0 ] || { echo "check-docs: $failed wrong or failed" >&2 && exit 1; }
