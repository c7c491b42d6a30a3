#!/usr/bin/env bash
# Compares the memory of ProxylessNAS's architecture updates with that of training a single path.
#
# Usage: scripts/campaign.sh gates [--space S] [--batch-size N] [--steps N] [--heap SIZE]
#
#   --space S        a layered space (default mobilenet-gpu-21,input=96)
#   --batch-size N   images of a batch (default 128)
#   --steps N        steps of the weights after the first two, each followed by an update (default 4)
#   --heap SIZE      of the virtual machine, fixed and touched at the start (default 512m)
#
# A row is a process of its own: what it holds with network and images loaded, the most that it held in its steps, and the
# difference. That of `two` must be at most 1.3 times that of `single`, steps of the weights alone.
set -euo pipefail
space=mobilenet-gpu-21,input=96
batch_size=128
steps=4
heap=512m
while [ $# -gt 0 ]; do
  case $1 in
    --space | --batch-size | --steps | --heap)
      name=${1#--}
      declare "${name//-/_}=${2:?$1 needs a value}"
      shift
      ;;
    *) echo "gates: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
for number in "$batch_size" "$steps"; do
  [[ $number =~ ^[1-9][0-9]{0,4}$ ]] || { echo "gates: '$number' is no number of images or steps" >&2 && exit 2; }
done

# The process runs under the settings that the launcher has for commands that train.
eval "$(grep -E '^(export |training=)' "$CAMPAIGN_HOME/scripts/abs")"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
echo "| $space, batch $batch_size | MiB loaded | MiB at most | difference | against single |"
echo "| --- | ---: | ---: | ---: | ---: |"
single=0
bad=0
for mode in single two full full-v2; do
  # shellcheck disable=SC2086
  read -r loaded most < <("$java" $training "-Xms$heap" "-Xmx$heap" -XX:+AlwaysPreTouch --enable-native-access=ALL-UNNAMED \
    -cp "$CAMPAIGN_CLASSES" io.absnas.core.bench.GateMemory "$space" "$batch_size" "$steps" "$mode" "$CAMPAIGN_SEED" 2>"$CAMPAIGN_WORK/error.txt") || {
    cat "$CAMPAIGN_WORK/error.txt" >&2
    exit 1
  }
  difference=$((most - loaded))
  [ "$mode" = single ] && single=$difference
  ratio=$(awk -v a="$difference" -v b="$single" 'BEGIN { printf "%.3f", a / b }')
  echo "| $mode | $((loaded / 1024)) | $((most / 1024)) | $((difference / 1024)) | $ratio |"
  if [ "$mode" = two ] && awk -v r="$ratio" 'BEGIN { exit !(r > 1.3) }'; then
    bad=1
  fi
done
exit "$bad"
