#!/usr/bin/env bash
# Searches the embedded images of Fashion-MNIST by ProxylessNAS for several FLOPs targets and trains what is found alone.
#
# Usage: scripts/campaign.sh proxyless [--seeds "S ..."] [--targets "N ..."] [--spaces "FILE ..."] [--epochs N] [--trained N]
#                                      [--device D] [--jobs N] [--runs DIR] [KEY.SUB=VALUE ...]
#
#   --seeds "S"      of the searches and trainings (default "0 1 2")
#   --targets "N"    multiply-adds (default "2000000 3500000 6000000")
#   --spaces "FILE"  shrunk spaces of mobilenet-gpu-21@tiny to search beside the full one (default none)
#   --epochs N       epochs of 60,000 images of each training alone (default 3)
#   --trained N      architectures of each search that are trained alone: 1 the constrained one, 2 (default) that of argmax too
#   --device D       of each run (default cpu, one core)
#   --jobs N         searches, with their trainings, at a time (default 1)
#   --runs DIR       where the runs lie (default runs/campaign-proxyless); those that are finished are not repeated, others resumed.
#                    So the campaign may be run for one seed and one target at a time, and once for the page of all
#   KEY.SUB=VALUE    overrides of the searches
#
# The constrained architecture of every run must have 0.95 to 1 times the target, and the largest target must be above the
# smallest in mean top-1, with inherited weights on held-out images and trained alone on the test images.
set -euo pipefail
seeds="0 1 2"
targets="2000000 3500000 6000000"
spaces=
epochs=3
trained=2
device=cpu
jobs=1
runs=$CAMPAIGN_HOME/runs/campaign-proxyless
overrides=()
while [ $# -gt 0 ]; do
  case $1 in
    --seeds | --targets | --spaces | --epochs | --trained | --device | --jobs | --runs)
      declare "${1#--}=${2:?$1 needs a value}"
      shift
      ;;
    [a-z]*=*) overrides+=("$1") ;;
    *) echo "proxyless: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
for list in "$seeds" "$targets" "$epochs" "$trained" "$jobs"; do
  [[ $list =~ ^[0-9]{1,12}(\ +[0-9]{1,12})*$ ]] || { echo "proxyless: '$list' is no list of whole numbers" >&2 && exit 2; }
done
end_jobs_too
mkdir -p "$runs"
runs=$(cd "$runs" && pwd)
search_config=$CAMPAIGN_HOME/configs/search-proxyless-mobilenet-gpu-21-tiny-fashion-mnist.yaml
train_config=$CAMPAIGN_HOME/configs/train-mobilenet-gpu-21-tiny-fashion-mnist.yaml

# A search and the trainings of what it finds.
search() { # NAME FILE TARGET SEED
  local directory=$runs/$1-$3-s$4 space=() rank
  [ -z "$2" ] || space=(--space "$2")
  finish_run "$directory" search -c "$search_config" --device "$device" --seed "$4" "${space[@]}" "objective.reference=$3" derivation.rule=constrained \
    "${overrides[@]}" || return 1
  for ((rank = 1; rank <= trained; rank++)); do
    finish_run "$directory-train-$rank" train -c "$train_config" --device "$device" --result "$directory" --rank "$rank" --seed "$4" \
      space.id=mobilenet-gpu-21@tiny space.file= space.input= space.width= data.side=32 data.augmentation.pad=4 \
      "training.epochs=$epochs" || return 1
  done
  echo "proxyless: $1, target $3, seed $4 is there" >&2
}

names=(full)
files=("")
for space in $spaces; do
  names+=("shrunk-$(basename "$(dirname "$(readlink -f "$space")")")")
  files+=("$(readlink -f "$space")")
done
failures=$CAMPAIGN_WORK/failures
for seed in $seeds; do
  for i in "${!names[@]}"; do
    for target in $targets; do
      while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do
        wait -n || true
      done
      { search "${names[i]}" "${files[i]}" "$target" "$seed" || echo "${names[i]} $target $seed" >>"$failures"; } &
    done
  done
done
wait
[ ! -s "$failures" ] || { echo "proxyless: $(wc -l <"$failures") searches did not end" >&2 && exit 1; }

python3 - "$runs" <<'PYTHON'
import json, re, sys
from pathlib import Path
from statistics import mean

runs = Path(sys.argv[1])
rows, failed = {}, []
for file in sorted(runs.glob("*/result.json")):
    match = re.fullmatch(r"(.+)-(\d+)-s(\d+)", file.parent.name)
    if not match:
        continue
    name, target, seed = match[1], int(match[2]), int(match[3])
    result = json.loads(file.read_text())
    for rank, found in enumerate(result["best"], 1):
        alone = runs / f"{file.parent.name}-train-{rank}" / "result.json"
        score = json.loads(alone.read_text()) if alone.exists() else None
        top1 = score["last"]["top-1-hits"] / score["last"]["images"] if score else None
        rows.setdefault((name, found["rule"], target), []).append(
            (seed, found["multiply-adds"], found["top-1"], top1))
        if found["rule"] == "constrained" and not 0.95 * target <= found["multiply-adds"] <= target:
            failed.append(f"{file.parent.name}: {found['multiply-adds']} multiply-adds")
print("| space | rule | target | seeds | multiply-adds | inherited top-1 in % | alone, test top-1 in % |")
print("| --- | --- | ---: | --- | --- | ---: | ---: |")
for (name, rule, target), found in sorted(rows.items()):
    found.sort()
    def percent(column):
        values = [f[column] for f in found]
        if None in values:
            return "not trained"
        return f"{100 * mean(values):.2f} ({', '.join(f'{100 * value:.2f}' for value in values)})"

    print(f"| {name} | {rule} | {target} | {' '.join(str(f[0]) for f in found)} | {' '.join(str(f[1]) for f in found)}"
          f" | {percent(2)} | {percent(3)} |")
for name in sorted({key[0] for key in rows}):
    ends = sorted(t for n, rule, t in rows if n == name and rule == "constrained")
    if len(ends) > 1:
        small, large = (rows[name, "constrained", t] for t in (ends[0], ends[-1]))
        for column, what in ((2, "inherited"), (3, "alone")):
            if mean(f[column] for f in large) <= mean(f[column] for f in small):
                failed.append(f"{name}: {what} top-1 of the largest target is not above that of the smallest")
for line in failed:
    print(f"\nFailed: {line}")
sys.exit(bool(failed))
PYTHON
