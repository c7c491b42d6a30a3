#!/usr/bin/env bash
# From a fresh clone to a shrunk search space: builds the toolkit, trains a small supernet on the
# images that ship with it, scores every candidate op by angle, drops the weakest, writes a report.
# Usage: scripts/quickstart.sh [RUN_DIRECTORY]; run again after an interruption to continue.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
out=${1:-$here/runs/quickstart}
. "$here/scripts/setup.sh"
abs_setup

started=$(date +%s)
echo "Building (the first time downloads libraries) ..." >&2
mvn --file "$here/pom.xml" --quiet --batch-mode --no-transfer-progress -Dstyle.color=never -DskipTests "-Dabs.commit=$(git -C "$here" rev-parse HEAD 2>/dev/null || true)" package
echo "Built in $(($(date +%s) - started)) s" >&2

resume=()
if [ -e "$out" ] && [ -n "$(ls -A "$out")" ]; then
  resume=(--resume)
fi
"$here/scripts/abs" shrink -c "$here/configs/shrink-mobilenet-gpu-21-tiny-fashion-mnist.yaml" --out "$out" "${resume[@]}"
echo "To search the shrunk space: scripts/abs search -c configs/search-spos-mobilenet-gpu-21-tiny-fashion-mnist.yaml --space $out/shrunk-space.json --out runs/search" >&2
echo "Quick start finished in $(($(date +%s) - started)) s" >&2
