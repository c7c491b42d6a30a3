#!/usr/bin/env bash
# Unpacks a libtorch with CUDA from Maven's artifacts into one folder, which ABS_TORCH then names:
#
#   scripts/unpack-cuda.sh --download            # fetches 2.5 GB, unpacks 4.1 GB, prints the variable to set
#   export ABS_TORCH=...                         # as printed
#   scripts/abs doctor --device gpu:0
#
# Options:
#   --download        fetch what the local Maven repository lacks; without it nothing is downloaded
#   --repository DIR  the local Maven repository (default: ~/.m2/repository)
#   --flavour F       cu124, or cpu to try the way without a GPU (default: cu124)
#   --out DIR         the folder (default: cache/libtorch-VERSION-FLAVOUR in this installation)
#
# The set is PyTorch 2.5.1 for CUDA 12.4 with its JNI library for DJL: it needs the NVIDIA driver and nothing else, and
# runs on GPUs up to compute capability 9.0 (Hopper). For newer ones see docs/gpu.md.
set -euo pipefail
home=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
version=2.5.1
jni=2.5.1-0.33.0
system=linux-x86_64
flavour=cu124
repository=$HOME/.m2/repository
out=
download=false

fail() {
  echo "abs: $2" >&2
  exit "$1"
}

while [ $# -gt 0 ]; do
  case $1 in
    --download) download=true ;;
    --repository | --flavour | --out)
      [ $# -gt 1 ] || fail 2 "$1 needs a value"
      case $1 in
        --repository) repository=$2 ;;
        --flavour) flavour=$2 ;;
        --out) out=$2 ;;
      esac
      shift
      ;;
    -h | --help) sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0" && exit 0 ;;
    *) fail 2 "unknown option $1; --help lists them" ;;
  esac
  shift
done
case $flavour in
  cu124 | cpu) ;;
  *) fail 2 "--flavour is $flavour, must be cu124 or cpu" ;;
esac
out=${out:-$home/cache/libtorch-$version-$flavour}

if [ -e "$out" ]; then
  [ "$(cat "$out/build-version" 2>/dev/null)" = "$version+$flavour" ] || fail 2 "$out is there and holds something else"
  echo "abs: $out is unpacked already" >&2
  printf 'export ABS_TORCH=%q\n' "$out"
  exit 0
fi

# artifact ID VERSION [CLASSIFIER]: path of its jar
artifact() {
  local jar=$repository/ai/djl/pytorch/$1/$2/$1-$2${3:+-$3}.jar
  if [ ! -f "$jar" ]; then
    $download || fail 3 "$jar is missing; --download fetches it"
    mvn --batch-mode --quiet "-Dmaven.repo.local=$repository" dependency:get -Dtransitive=false "-Dartifact=ai.djl.pytorch:$1:$2:jar${3:+:$3}" >&2 ||
      fail 1 "cannot fetch ai.djl.pytorch:$1:$2"
  fi
  echo "$jar"
}
library=$(artifact "pytorch-native-$flavour" "$version" "$system")
bridge=$(artifact pytorch-jni "$jni")

jar=${JAVA_HOME:+$JAVA_HOME/bin/}jar
command -v "$jar" >/dev/null || fail 1 "no '$jar'; install a JDK 17 or newer, or set JAVA_HOME"
mkdir -p "$(dirname "$out")"
needed=$("$jar" tf "$library" >/dev/null 2>&1 && "$jar" tvf "$library" | awk '{bytes += $1} END {printf "%d", bytes / 1024 + 65536}') ||
  fail 3 "$library is damaged; delete it, then --download fetches it again"
free=$(df -Pk "$(dirname "$out")" | awk 'NR == 2 {print $4}')
[ "$free" -ge "$needed" ] || fail 1 "$out needs $((needed / 1024)) MiB, $((free / 1024)) are free; --out names another place"

# Under a name of its own until it is whole, so that nobody loads half a library.
work=$out.unpacking.$$
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/jar"
echo "abs: unpacking $library" >&2
(cd "$work/jar" && "$jar" xf "$library" "pytorch/$flavour/$system" native/lib/pytorch.properties && "$jar" xf "$bridge" "jnilib/$system/$flavour")
mv "$work/jar/pytorch/$flavour/$system"/* "$work/jar/jnilib/$system/$flavour/libdjl_torch.so" "$work/"
for file in $(sed -n 's/^libraries=//p' "$work/jar/native/lib/pytorch.properties" | tr ',' ' '); do
  [ -s "$work/$file" ] || fail 3 "$library lacks $file"
done
rm -r "$work/jar"
echo "$version+$flavour" >"$work/build-version"
sync -f "$work/build-version" 2>/dev/null || true
mv -T "$work" "$out"
echo "abs: libtorch $version for $flavour is in $out" >&2
printf 'export ABS_TORCH=%q\n' "$out"
