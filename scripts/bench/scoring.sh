#!/usr/bin/env bash
# Scoring at full width: scripts/bench/scoring.sh DIR [RUNS]
#
# Trains the supernets of mobilenet-gpu-21 (64x64 images) and nasbench201 (32x32) once on Fashion-MNIST, keeps the weights
# in DIR, then measures, each time in a fresh JVM, and prints one Markdown table; the supernet of darts gets fresh weights.
# RUNS (default 5) repeats the short measurements.
#
#   STEPS          training steps; default 300
#   FASHION_MNIST  folder of the four IDX files; default that of Debian's package dataset-fashion-mnist
set -euo pipefail
if [ $# -lt 1 ]; then
  sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
mkdir -p "$1"
dir=$(cd "$1" && pwd -P)
runs=${2:-5}
steps=${STEPS:-300}
images=${FASHION_MNIST:-/usr/share/datasets/fashion-mnist}
cd "$(dirname "$(readlink -f "$0")")/../.."

mvn --batch-mode -q -Dstyle.color=never -pl abs-shrink -am test-compile dependency:build-classpath \
  "-Dmdep.outputFile=$dir/classpath.txt" >&2
classes=abs-shrink/target/classes:abs-shrink/target/test-classes:$(cat "$dir/classpath.txt")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-$(nproc)}" OPT_OUT_TRACKING=true DJL_OFFLINE=true

measure() { # JVM options, --, arguments
  options=()
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  "$java" "${options[@]}" -cp "$classes" io.absnas.shrink.bench.ScoringBench "$@" 2>>"$dir/log.txt"
}

"$java" -Xmx2g --enable-native-access=ALL-UNNAMED -cp "$classes" io.absnas.shrink.bench.ScoringBench \
  train "$dir" "$images" "$steps" >&2

lines=$dir/scoring.tsv
: >"$lines"
: >"$dir/log.txt"
for _ in $(seq "$runs"); do
  measure -XX:ActiveProcessorCount=1 -- round "$dir" 1 >>"$lines"
  measure -XX:ActiveProcessorCount=1 -- window 1 >>"$lines"
  measure -- nasbench201 "$dir" >>"$lines"
  measure -Xmx2g --enable-native-access=ALL-UNNAMED -- darts >>"$lines"
done
measure -Xmx2g -- agreement "$dir" 1000 2 >>"$lines"
measure -Xmx2g -- agreement "$dir" 1000000 2 >>"$lines"
measure -- table "$lines"
