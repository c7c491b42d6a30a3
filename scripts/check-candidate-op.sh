#!/usr/bin/env bash
# Does the patch of docs/extending.md, a candidate op of one's own, still fit? Clones the last commit into a scratch folder, applies
# docs/candidate-op.patch as it lies here, builds with all warnings as errors, runs the op's test and its neighbours', and counts, plans and
# trains a space file that has the op. Takes 5 to 10 minutes on 2 cores, most of them for the build.
#
#   scripts/check-candidate-op.sh [MAVEN OPTIONS]      for example -o where all libraries are there
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
case ${1:-} in
  -h | --help) awk 'NR > 1 && /^#/ { sub(/^# ?/, ""); print; next } NR > 1 { exit }' "$0" && exit 0 ;;
esac
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

say() {
  echo "check-candidate-op: $1" >&2
}
git clone --quiet --no-hardlinks "$here" "$folder/abs"
cd "$folder/abs"
git apply --index "$here/docs/candidate-op.patch"
say "applied: $(git diff --cached --shortstat | sed 's/^ *//')"
tests='DepthwiseConvTest,SpaceCatalogTest,Nb201CostTest,WeightLayoutTest,Nb201SupernetTest,ArchitectureTest'
mvn --batch-mode --quiet --no-transfer-progress -Dstyle.color=never "-Dtest=$tests" -Dsurefire.failIfNoSpecifiedTests=false "$@" verify
say "built and tested: $tests"

sed -n '/^id: depthwise-cells/,/^```/p' "$here/docs/extending.md" | grep -v '^```' >"$folder/space.yaml"
edge='|dwc_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|dwc_conv_3x3~2|'
scripts/abs flops --space "$folder/space.yaml" --arch "$edge" | tail -n 1
# Twenty steps, all 15,625 cells scored, the lowest ten of 30 dropped.
scripts/abs shrink --quiet --space "$folder/space.yaml" --out "$folder/run" training.epochs=1 training.batch-size=500 training.paths=independent-cells \
  training.sgd.zero-gradients=missing-is-zero drop.rule=global drop.count=10 stop.stages=1 stop.size=1 evaluation.children=2 evaluation.recalibration-images=500 |
  grep -A 8 '^left of'
scripts/abs train --quiet --space "$folder/space.yaml" --arch "$edge" --out "$folder/net" --steps 2 training.batch-size=50 | head -n 1
say "all of it works"
