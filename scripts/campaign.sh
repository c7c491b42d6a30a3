#!/usr/bin/env bash
# Long checks that are no part of scripts/test.sh. Each prints a Markdown page; its exit status says whether it passed.
#
# Usage: scripts/campaign.sh NAME [--out FILE] [--seed N] [--no-build] [OPTIONS OF NAME]
#        scripts/campaign.sh NAME --help
#
#   --out FILE   also leaves the page in this file
#   --seed N     of every random choice of the campaign (default 1)
#   --no-build   uses what was built before
#
# docs/campaigns.md says what each one shows; results that count go into docs/results/.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)

# The comment at the head of a script, without its marks.
head_of() {
  awk 'NR > 1 && /^#/ { sub(/^# ?/, ""); print; next } NR > 1 { exit }' "$1"
}

names() {
  for script in "$here"/scripts/campaign/*.sh; do
    name=$(basename "$script" .sh)
    printf '  %-10s %s\n' "$name" "$(head_of "$script" | head -n 1)"
  done
}

fail() {
  echo "campaign.sh: $*" >&2
  exit 2
}

case ${1:-} in
  '' | -h | --help)
    head_of "$0"
    echo
    echo "Names:"
    names
    exit 0
    ;;
esac
name=$1
script=$here/scripts/campaign/$name.sh
case $name in
  */* | .*) fail "'$name' is not the name of a campaign" ;;
esac
if [ ! -f "$script" ]; then
  { echo "campaign.sh: there is no campaign '$name'; there are:" && names; } >&2
  exit 2
fi

# As a shell reads it, in quotes only where it needs them.
command=scripts/campaign.sh
for word in "$@"; do
  case $word in
    *[!A-Za-z0-9_./:=@,+-]* | '') word=$(printf '%q' "$word") ;;
  esac
  command+=" $word"
done
shift
out=
build=true
export CAMPAIGN_SEED=1
others=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) head_of "$script" && exit 0 ;;
    --out) out=${2:?--out needs a file} && shift ;;
    --out=*) out=${1#*=} ;;
    --seed) CAMPAIGN_SEED=${2:?--seed needs a number} && shift ;;
    --seed=*) CAMPAIGN_SEED=${1#*=} ;;
    --no-build) build=false ;;
    *) others+=("$1") ;;
  esac
  shift
done
[[ $CAMPAIGN_SEED =~ ^[0-9]{1,18}$ ]] || fail "--seed is '$CAMPAIGN_SEED', must be a whole number"

. "$here/scripts/setup.sh"
abs_setup
commit=$(git -C "$here" rev-parse HEAD 2>/dev/null || true)
if $build; then
  echo "Building ..." >&2
  mvn --file "$here/pom.xml" --quiet --batch-mode --no-transfer-progress -Dstyle.color=never -DskipTests "-Dabs.commit=$commit" package
fi

# Runs and logs of a campaign; only those that are needed to see why it failed stay.
export CAMPAIGN_WORK=$here/target/campaign/$name-$CAMPAIGN_SEED
rm -rf "$CAMPAIGN_WORK"
mkdir -p "$CAMPAIGN_WORK"
export CAMPAIGN_HOME=$here

# Of campaigns that run classes of the tests: these and what they need, without the logging of the
# command line, which is loud unless the command line sets it up.
CAMPAIGN_CLASSES=
for entry in "$here"/abs-*/target/test-classes "$here"/abs-cli/target/lib/*.jar; do
  case $entry in
    */logback-*) ;;
    *) CAMPAIGN_CLASSES=$CAMPAIGN_CLASSES${CAMPAIGN_CLASSES:+:}$entry ;;
  esac
done
export CAMPAIGN_CLASSES

# One command into a directory, from its beginning or its last checkpoint to its result; nothing where that is there. A directory
# that was begun with other arguments is refused: its result is that of another experiment.
finish_run() { # DIRECTORY COMMAND ARGUMENT ...
  local directory=$1 command=$2 resume=() given config= word before=
  shift 2
  # With the content of the configuration, which may have been edited between two calls.
  given="$command $*"
  for word in "$@"; do
    [ "$before" != -c ] || config=$word
    before=$word
  done
  [ ! -f "$config" ] || given="$given ($(sha256sum <"$config" | cut -c 1-16))"
  if [ -f "$directory/config.yaml" ] && [ -f "$directory.arguments" ] && [ "$(cat "$directory.arguments")" != "$given" ]; then
    { echo "$directory holds a run of other arguments: delete it, or name another folder by --runs; then:" && cat "$directory.arguments" && echo "now: $given"; } >&2
    return 1
  fi
  [ ! -f "$directory/result.json" ] || return 0
  [ ! -e "$directory/config.yaml" ] || resume=(--resume)
  mkdir -p "$(dirname "$directory")"
  echo "$given" >"$directory.arguments"
  "$CAMPAIGN_HOME/scripts/abs" "$command" "$@" --out "$directory" "${resume[@]}" >>"$directory.log" 2>&1 ||
    { echo "$command in $directory failed:" >&2 && tail -n 5 "$directory.log" >&2 && return 1; }
}

# A number from 0 to below 1 that depends on the seed and the words alone.
draw() {
  printf '%s ' "$CAMPAIGN_SEED" "$@" | sha256sum | cut -c 1-12 | { read -r hex && awk -v n="$((16#$hex))" 'BEGIN { printf "%.6f", n / 2 ^ 48 }'; }
}

calculate() { # EXPRESSION [FORMAT]
  awk "BEGIN { printf \"${2:-%.3f}\", $1 }"
}

# What a campaign has started in the background ends with it: such processes ignore Ctrl-C. A command is the child of a subshell, or
# of the campaign itself.
end_jobs() {
  local child
  for child in $(jobs -rp); do
    pkill -TERM -P "$child"
    kill -TERM "$child"
  done
  pkill -TERM -P $$
  return 0
}
end_jobs_too() {
  trap 'set +e; end_jobs 2>/dev/null' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# A space whose networks train in seconds.
small_space() { # FILE INPUT CLASSES LAYERS
  cat >"$1" <<Y
id: small
kind: layered
input: $2
classes: $3
stem: {width: 8, stride: 2}
first-width: 8
stages:
  - {width: 8, repeats: $4, stride: 2}
head-width: 16
operations: [mobilenet_3x3_ratio_3, mobilenet_5x5_ratio_3]
Y
}
export -f finish_run small_space draw calculate end_jobs end_jobs_too
page=$CAMPAIGN_WORK/page.md

processor=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
! grep -q -m 1 '^flags.* avx512f' /proc/cpuinfo || processor="$processor with AVX-512"
java=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | head -n 1)
changes=
if [ -n "$(git -C "$here" status --porcelain 2>/dev/null)" ]; then
  changes=' with local changes'
fi
status=0
{
  echo "# Campaign $name"
  echo
  echo "Command: \`$command\`. Commit ${commit:-unknown}$changes. Seed $CAMPAIGN_SEED. Begun $(date -u +%Y-%m-%dT%H:%M:%SZ)."
  echo
  echo "Machine: $(nproc) x ${processor:-unknown processor}, $(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GiB, $(uname -sr), $java."
  echo
  "$BASH" "$script" "${others[@]}" || status=$?
  echo
  if [ "$status" -eq 0 ]; then
    echo "Passed."
  else
    echo "**Not passed** (status $status); what is left of it lies in \`$CAMPAIGN_WORK\`."
  fi
  echo "$status" >"$CAMPAIGN_WORK/status"
} | tee "$page"
status=$(cat "$CAMPAIGN_WORK/status")
if [ -n "$out" ]; then
  mkdir -p "$(dirname "$out")"
  cp "$page" "$out"
fi
exit "$status"
