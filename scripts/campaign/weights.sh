#!/usr/bin/env bash
# Reads 100,000 damaged files of PyTorch; with a PyTorch at hand also compares files that it writes, and times reading.
#
# Usage: scripts/campaign.sh weights [--count N] [--heap SIZE] [--python PYTHON]
#
#   --count N        files (default 100000)
#   --heap SIZE      of the virtual machine (default 256m)
#   --python PYTHON  with torch 2.7.1; without it only the damaged files are read
#
# Each damaged file must be read or refused with one line; anything else that comes out of the reader, and running out
# of memory, fails. Files with the same weights in all formats must give the same tensors, bit by bit.
set -euo pipefail
count=100000
heap=256m
python=
while [ $# -gt 0 ]; do
  case $1 in
    --count | --heap | --python)
      declare "${1#--}=${2:?$1 needs a value}"
      shift
      ;;
    --*=*)
      [[ $1 =~ ^--(count|heap|python)=(.+)$ ]] || { echo "weights: '$1' is no option of this campaign" >&2 && exit 2; }
      declare "${BASH_REMATCH[1]}=${BASH_REMATCH[2]}"
      ;;
    *) echo "weights: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
[[ $count =~ ^[1-9][0-9]{0,8}$ ]] || { echo "weights: '$count' is not a number of files" >&2 && exit 2; }

java=${JAVA_HOME:+$JAVA_HOME/bin/}java

echo "$count damaged files of six kinds, read one after the other in one process with a heap of $heap. Of archives every other one is damaged within a member, with checksums that fit."
echo
"$java" "-Xmx$heap" -cp "$CAMPAIGN_CLASSES" io.absnas.cli.mutation.MutationCampaign "$CAMPAIGN_WORK/read" "$CAMPAIGN_SEED" "$count" reasons pth
[ -n "$python" ] || exit 0

echo
echo "The same weights, 24 MB in 332 tensors, as PyTorch and \`scripts/load_in_pytorch.py\` write them; time of reading them and adding up every value, median of 15 after 5, files in turn:"
echo
files=$CAMPAIGN_WORK/files
mkdir -p "$files"
"$python" - "$CAMPAIGN_HOME/scripts" "$files" "$CAMPAIGN_SEED" <<'PY'
import sys
from collections import OrderedDict
sys.path.insert(0, sys.argv[1])
import torch
from load_in_pytorch import load, save
torch.manual_seed(int(sys.argv[3]))
state = OrderedDict()
for block in range(83):
    state[f"features.{block}.conv.0.weight"] = torch.randn(268, 268, 1, 1)
    for name in ("weight", "bias", "running_mean"):
        state[f"features.{block}.conv.1.{name}"] = torch.randn(268)
saved = {"iters": 10000, "state_dict": OrderedDict(("module." + name, value) for name, value in state.items()), "best_acc_top1": 75.97}
torch.save(saved, sys.argv[2] + "/zip.pth.tar")
torch.save(saved, sys.argv[2] + "/legacy.pth.tar", _use_new_zipfile_serialization=False)
save(state, sys.argv[2] + "/weights.safetensors")
back = load(sys.argv[2] + "/weights.safetensors")
assert list(back) == list(state) and all(torch.equal(back[name], state[name]) for name in state)
PY
"$java" "-Xmx$heap" -cp "$CAMPAIGN_CLASSES" io.absnas.core.weights.WeightReading "$files"/weights.safetensors "$files"/zip.pth.tar "$files"/legacy.pth.tar
