#!/usr/bin/env bash
# Angles of NAS-Bench-201's supernets against true accuracies: correlation, dropping, variants.
#
#   --table FILE            the benchmark's table (default: $ABS_NB201_TABLE)
#   --seeds "A B"           supernets to train (default "0 1 2")
#   --runs "DIR DIR"        supernets that are there; none is trained
#   --config FILE           how supernets are trained (default configs/shrink-nasbench201-fashion-mnist.yaml)
#   --set "K=V K=V"         overrides of it, for example "data.dir=/data/fashion-mnist"
#   --accuracy-children N   architectures that are evaluated (default 300)
#   --device DEVICE         of training and evaluation (default cpu)
#
# Runs lie in target/angles/ and are kept.
set -euo pipefail
cd "$CAMPAIGN_HOME"

table=${ABS_NB201_TABLE:-}
seeds="0 1 2"
runs=
config=configs/shrink-nasbench201-fashion-mnist.yaml
overrides=
children=300
device=cpu
while [ $# -gt 0 ]; do
  case $1 in
    --table) table=${2:?--table needs a file} && shift ;;
    --seeds) seeds=${2:?--seeds needs numbers} && shift ;;
    --runs) runs=${2:?--runs needs directories} && shift ;;
    --config) config=${2:?--config needs a file} && shift ;;
    --set) overrides=${2:?--set needs KEY=VALUE} && shift ;;
    --accuracy-children) children=${2:?--accuracy-children needs a number} && shift ;;
    --device) device=${2:?--device needs a device} && shift ;;
    *) echo "angles: unknown option '$1'" >&2 && exit 2 ;;
  esac
  shift
done
if [ ! -f "$table" ]; then
  echo "angles: --table names no file: '$table'" >&2
  exit 2
fi

read -r -a changes <<<"$overrides"
if [ -z "$runs" ]; then
  for seed in $seeds; do
    run=target/angles/nb201-s$seed
    finish_run "$run" shrink -c "$config" --seed "$seed" --device "$device" "${changes[@]}" || exit 1
    runs="$runs $run"
  done
fi
list=$(echo $runs | tr ' ' ',')

correlation=target/angles/correlation
again=()
[ ! -f "$correlation/config.yaml" ] || again=(--resume)
scripts/abs nb201 correlate --run "$list" --table "$table" --out "$correlation" --seed "$CAMPAIGN_SEED" --device "$device" \
  --accuracy-children "$children" "${again[@]}" "${changes[@]}" | sed 's/^#/##/'
printf '\n## Dropping 20 of 30 ops at once\n\n'
scripts/abs nb201 drop --metric angle,accuracy,recalibrated-accuracy,random,weight-free,truth --run "$list" --table "$table" \
  --accuracies "$correlation" --accuracy-children "$children" --seed "$CAMPAIGN_SEED" --device "$device" "${changes[@]}"
printf '\n## Variants of the angle\n\n'
scripts/abs nb201 variants --run "$list" --table "$table" --seed "$CAMPAIGN_SEED" "${changes[@]}"
