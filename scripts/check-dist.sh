#!/usr/bin/env bash
# Builds the archive and uses it as a user does: unpacked in an empty folder, started through a link from another
# directory, with neither Maven nor the checkout in sight. Nothing is trained.
#
#   scripts/check-dist.sh [--archive FILE] [--twice] [MAVEN OPTIONS]
#
#   --archive FILE  check this one, build nothing
#   --twice         build a second time and compare the bytes
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
archive=
twice=false
while [ $# -gt 0 ]; do
  case $1 in
    --archive) archive=$2 && shift 2 ;;
    --twice) twice=true && shift ;;
    *) break ;;
  esac
done

fail() {
  echo "check-dist: $1" >&2
  exit 1
}
# Builds $archive.
build() {
  mvn --batch-mode --quiet --no-transfer-progress -Dstyle.color=never -DskipTests -Pdist clean verify "$@"
  archive=$(echo abs-cli/target/abs-*.tar.gz)
  [ -f "$archive" ] || fail "the build left no archive in abs-cli/target"
}
if [ -z "$archive" ]; then
  build "$@"
  if $twice; then
    first=$(sha256sum <"$archive")
    build "$@"
    [ "$first" = "$(sha256sum <"$archive")" ] || fail "two builds of the same sources differ"
    echo "two builds give the same bytes: ${first%% *}"
  fi
fi

[ -f "$archive" ] || fail "there is no $archive"
archive=$(readlink -f "$archive")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/un packed" "$folder/else where" "$folder/bin" "$folder/home"
tar -xzf "$archive" -C "$folder/un packed"
home=$(echo "$folder/un packed"/abs-*)
for file in bin/abs scripts/abs CONTRIBUTING.md README.md CHANGELOG.md LICENSE docs/file-formats.md docs/tutorial.md scripts/sample-folder.py configs/search-darts-cifar10.yaml completion/abs.bash completion/abs.zsh; do
  [ -f "$home/$file" ] || fail "$file is not in $archive"
done
ln -s "$home/bin/abs" "$folder/bin/first"
ln -s first "$folder/bin/abs"
cd "$folder/else where"

# A path with the programs that the launcher needs, and no Maven.
mkdir "$folder/tools"
for tool in sh env readlink dirname ls cksum mkdir mv rm nproc cat uname bash grep; do
  ln -s "$(command -v $tool)" "$folder/tools/$tool"
done
java=$(readlink -f "${JAVA_HOME:+$JAVA_HOME/bin/}$( [ -n "${JAVA_HOME:-}" ] && echo java || command -v java)")
ln -s "$java" "$folder/tools/java"
abs() {
  env -i HOME="$folder/home" PATH="$folder/bin:$folder/tools" "$@"
}
expect() {
  text=$1
  shift
  out=$(abs "$@" 2>"$folder/err") || fail "'$*' ended with $?: $(cat "$folder/err")"
  case $out in
    *"$text"*) echo "ok: $*" ;;
    *) fail "'$*' says '$out', not '$text'" ;;
  esac
  [ ! -s "$folder/err" ] || fail "'$*' says on standard error: $(cat "$folder/err")"
}

expect "abs 0." abs --version
[ -n "$(ls "$home/cache/cds")" ] || fail "no archive of classes was made"
expect "DJL 0." abs --version
expect "Usage: abs" abs --help
expect 472519064 abs flops --space mobilenet-gpu-21 --arch SPOS+ABS
expect mobilenet-gpu-21 abs list spaces
expect search-darts-cifar10.yaml abs list configs
expect "algo: darts" abs config show -c configs/search-darts-cifar10.yaml
expect _complete_abs abs generate-completion
expect "abs 0." env JAVA_HOME="${java%/bin/java}" abs --version
expect "abs 0." env ABS_OPTS=-Xmx64m abs --version
expect "-F _complete_abs" bash -c "source '$home/completion/abs.bash' && complete -p abs"

# An archive of classes that fits no more, or that nobody can write, is no matter.
for file in "$home"/cache/cds/*.jsa; do
  echo damaged >"$file"
done
expect "abs 0." abs --version
rm -rf "$home/cache"
echo "no folder" >"$home/cache"
echo "no folder" >"$folder/home/.cache"
expect "abs 0." abs --version
code=0
abs abs flops --space nowhere >/dev/null 2>&1 || code=$?
[ "$code" = 2 ] || fail "an unknown space ended with $code, not with 2"
echo "$archive: $(wc -c <"$archive") bytes, all checks passed"
