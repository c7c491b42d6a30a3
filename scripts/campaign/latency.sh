#!/usr/bin/env bash
# Measures a latency table on the CPU and compares its predictions with whole networks.
#
# Usage: scripts/campaign.sh latency [--space S] [--device D] [--batch-size N] [--repeats N] [--networks N]
#
#   --space S        a layered space (default mobilenet-gpu-21)
#   --device D       default cpu
#   --batch-size N   images of a batch (default 1)
#   --repeats N      rounds whose median counts (default 50)
#   --networks N     whole networks (default 20)
#
# The median error must be at most 10 %, Spearman's rank correlation at least 0.9. Nothing else should run beside it.
set -euo pipefail
space=mobilenet-gpu-21
device=cpu
batch_size=1
repeats=50
networks=20
while [ $# -gt 0 ]; do
  case $1 in
    --space | --device | --batch-size | --repeats | --networks)
      name=${1#--}
      declare "${name//-/_}=${2:?$1 needs a value}"
      shift
      ;;
    *) echo "latency: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
table=$CAMPAIGN_WORK/latency.json
"$CAMPAIGN_HOME/scripts/abs" latency --space "$space" --device "$device" --batch-size "$batch_size" --repeats "$repeats" \
  --networks "$networks" --seed "$CAMPAIGN_SEED" --out "$table" --overwrite
echo
python3 - "$table" <<'PYTHON'
import json, sys
table = json.load(open(sys.argv[1]))
check = table["check"]
print("| architecture | predicted ms | measured ms | error in % |")
print("| --- | ---: | ---: | ---: |")
for one in sorted(check["networks"], key=lambda one: one["measured"]):
    error = one["predicted"] / one["measured"] - 1
    print(f"| {one['architecture']} | {one['predicted']:.3f} | {one['measured']:.3f} | {100 * error:+.1f} |")
print(f"\nMedian error {100 * check['median-error']:.1f} %, Spearman {check['spearman']:.3f}; {table['runtime']['engine']}, "
      f"{table['threads']} thread(s).")
sys.exit(check["median-error"] > 0.1 or check["spearman"] < 0.9)
PYTHON
