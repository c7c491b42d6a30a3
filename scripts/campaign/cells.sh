#!/usr/bin/env bash
# Shrinks the DARTS space, searches the full and the shrunk one by DARTS and P-DARTS, trains what was found.
#
# Usage: scripts/campaign.sh cells [--seeds "S ..."] [--lanes N] [--runs DIR] [KIND:KEY.SUB=VALUE ...]
#
#   --seeds "S ..."      of searches and trainings (default "0 1 2"); the space is shrunk once, with the campaign's own --seed
#   --lanes N            runs at a time, each with one engine thread (default 2)
#   --runs DIR           where the runs lie (default runs/campaign-cells); those that are finished are kept, others resumed
#   KIND:KEY.SUB=VALUE   overrides of a configuration; KIND is shrink, darts, pdarts, train, or all
#
# Per seed four searches: darts and pdarts, on the full space and on what abs shrink has left of it (P-DARTS there in one
# stage, as ABS uses it). Every genotype must be what abs derive makes of the architecture parameters; it is trained alone by
# configs/train-darts-tiny-fashion-mnist.yaml and evaluated once, on the test images of Fashion-MNIST (Debian's package
# dataset-fashion-mnist). Shrinking and searches see the embedded training images only. Seconds are those of the whole
# command; two are told, of the clock and of the processors, since other programs may run beside. It passes if every run
# finished and every genotype is confirmed; what the numbers say is for the reader.
set -euo pipefail
seeds="0 1 2"
lanes=2
runs=$CAMPAIGN_HOME/runs/campaign-cells
overrides=()
while [ $# -gt 0 ]; do
  case $1 in
    --seeds | --lanes | --runs)
      declare "${1#--}=${2:?$1 needs a value}"
      shift
      ;;
    --*=*)
      [[ $1 =~ ^--(seeds|lanes|runs)=(.+)$ ]] || { echo "cells: '$1' is no option of this campaign" >&2 && exit 2; }
      declare "${BASH_REMATCH[1]}=${BASH_REMATCH[2]}"
      ;;
    *)
      [[ $1 =~ ^(shrink|darts|pdarts|train|all):[a-z][a-z.-]*= ]] || { echo "cells: '$1' is no option of this campaign" >&2 && exit 2; }
      overrides+=("$1")
      ;;
  esac
  shift
done
[[ $lanes =~ ^[1-9][0-9]?$ ]] || { echo "cells: --lanes is '$lanes', must be 1 to 99" >&2 && exit 2; }
[[ $seeds =~ ^[0-9]{1,9}(\ +[0-9]{1,9}){0,9}$ ]] || { echo "cells: --seeds is '$seeds', must be one to ten whole numbers" >&2 && exit 2; }
end_jobs_too
mkdir -p "$runs"
runs=$(cd "$runs" && pwd)
abs=$CAMPAIGN_HOME/scripts/abs
configs=$CAMPAIGN_HOME/configs
# P-DARTS on a shrunk space: two ops per edge, one stage, an epoch of the weights alone.
one_stage=('stages.cells=[5]' 'stages.channels=[8]' 'stages.epochs=[2]' 'stages.weight-epochs=[1]' 'stages.dropout=[0.4]' 'stages.drops=[]')

# The command of a run, word by word, without its directory. Names: shrink, ALGO-SPACE-sSEED, train-ALGO-SPACE-sSEED.
arguments() { # NAME
  local name=$1 kind seed override
  seed=${name##*-s}
  case $name in
    shrink)
      kind=shrink
      printf '%s\n' shrink -c "$configs/shrink-darts-tiny-fashion-mnist.yaml" --seed "$CAMPAIGN_SEED"
      ;;
    train-*)
      kind=train
      printf '%s\n' train -c "$configs/train-darts-tiny-fashion-mnist.yaml" --result "$runs/${name#train-}" --seed "$seed"
      ;;
    *)
      kind=${name%%-*}
      printf '%s\n' search -c "$configs/search-$kind-tiny-fashion-mnist.yaml" --seed "$seed"
      if [[ $name == *-shrunk-* ]]; then
        printf '%s\n' --space "$runs/shrink/shrunk-space.json"
        [ "$kind" = darts ] || printf '%s\n' "${one_stage[@]}"
      fi
      ;;
  esac
  printf '%s\n' --device cpu
  for override in "${overrides[@]}"; do
    case $override in
      "$kind":* | all:*) printf '%s\n' "${override#*:}" ;;
    esac
  done
}

# The run whose result another one reads, or nothing.
before() { # NAME
  case $1 in
    train-*) echo "${1#train-}" ;;
    *-shrunk-*) echo shrink ;;
  esac
}

finished() { # NAME
  [ -f "$runs/$1/result.json" ]
}

# What a run depends on: its words, its configuration, and the result that it reads.
identity() { # NAME
  local words input
  mapfile -t words < <(arguments "$1")
  input=$(before "$1")
  printf '%s ' "${words[@]}"
  cat "${words[2]}" ${input:+"$runs/$input/result.json"} | sha256sum | cut -c 1-64
}

# One run, from its beginning or its last checkpoint to its result.
one_run() { # NAME
  local name=$1
  local directory=$runs/$1 words code=0
  mapfile -t words < <(arguments "$name")
  if [ -f "$directory/config.yaml" ]; then
    words=("${words[0]}" --resume)
  elif [ -d "$directory" ]; then
    words+=(--resume)
  else
    rm -f "$directory".*
    identity "$name" >"$directory.args"
  fi
  echo "cells: $name ..." >&2
  TIMEFORMAT='%R %U'
  { time "$abs" "${words[@]}" --out "$directory" >>"$directory.txt" 2>&1; } 2>>"$directory.seconds" || code=$?
  if [ "$code" -ne 0 ]; then
    echo "cells: $name: status $code" >&2
    tail -n 3 "$directory.txt" >&2
    touch "$CAMPAIGN_WORK/failed-$name"
    return
  fi
  case $name in
    train-* | shrink) ;;
    *)
      "$abs" derive --algo "${name%%-*}" --alphas "$directory/alphas.json" >"$directory.derived" 2>>"$directory.txt" || true
      ;;
  esac
}

# All runs, longest searches first, so that the lanes end together.
names=(shrink)
for search in pdarts-full darts-full pdarts-shrunk darts-shrunk; do
  for seed in $seeds; do
    names+=("$search-s$seed")
  done
done
for search in pdarts-full darts-full pdarts-shrunk darts-shrunk; do
  for seed in $seeds; do
    names+=("train-$search-s$seed")
  done
done

for name in "${names[@]}"; do
  if [ -f "$runs/$name.args" ] && finished "$name"; then
    input=$(before "$name")
    if { [ -z "$input" ] || finished "$input"; } && [ "$(identity "$name")" = "$(cat "$runs/$name.args")" ]; then
      echo "cells: $name: finished before" >&2
    else
      echo "cells: $runs/$name is of another configuration; --runs names another place" >&2
      touch "$CAMPAIGN_WORK/failed-$name"
    fi
  fi
done
pending=()
for name in "${names[@]}"; do
  finished "$name" || pending+=("$name")
done
while [ "${#pending[@]}" -gt 0 ]; do
  while [ "$(jobs -rp | wc -l)" -ge "$lanes" ]; do
    wait -n || true
  done
  chosen=
  for index in "${!pending[@]}"; do
    input=$(before "${pending[$index]}")
    if [ -n "$input" ] && [ -f "$CAMPAIGN_WORK/failed-$input" ]; then
      touch "$CAMPAIGN_WORK/failed-${pending[$index]}"
      unset "pending[$index]"
    elif [ -z "$input" ] || finished "$input"; then
      chosen=$index
      break
    fi
  done
  if [ -n "$chosen" ]; then
    one_run "${pending[$chosen]}" &
    unset "pending[$chosen]"
  elif [ "${#pending[@]}" -gt 0 ]; then
    wait -n || true
  fi
done
wait
echo "$(wc -w <<<"$seeds") seeds, $lanes runs at a time.${overrides[0]:+ Overrides: \`${overrides[*]}\`.}"
echo
python3 - "$runs" "$seeds" <<'PYTHON'
import json, re, sys
from pathlib import Path

root, seeds = Path(sys.argv[1]), sys.argv[2].split()
searches = [(algo, space) for algo in ("darts", "pdarts") for space in ("full", "shrunk")]
missing, wrong = [], []


def result(name):
    file = root / name / "result.json"
    if not file.is_file():
        missing.append(name)
        return None
    return json.loads(file.read_text())


def seconds(name):
    """Of the clock and of the processors, over all parts of a run that was resumed."""
    parts = [line.split() for line in (root / f"{name}.seconds").read_text().splitlines()]
    return sum(float(p[0]) for p in parts), sum(float(p[1]) for p in parts)


def peak(name):
    """MiB of the process at most."""
    found = re.findall(r"memory of the process: at most .*\((\d+) MiB\)", (root / name / "log.txt").read_text())
    return max(map(int, found))


def mean(values):
    return sum(values) / len(values)


shrink = result("shrink")
if shrink:
    wall, cpu = seconds("shrink")
    space = json.loads((root / "shrink" / "shrunk-space.json").read_text())
    print(f"Shrinking took {wall:.0f} s ({cpu:.0f} s of processors) and at most {peak('shrink')} MiB.")
    edges = ", ".join(" or ".join(ops) for ops in space["choices"])
    print(f"\nWhat it left, edge by edge: {edges}.\n")

rows = {}
for search in searches:
    for seed in seeds:
        name = "-".join(search) + f"-s{seed}"
        found, trained = result(name), result("train-" + name)
        if not found or not trained:
            continue
        best = found["best"][0]
        derived = (root / f"{name}.derived").read_text() if (root / f"{name}.derived").is_file() else ""
        if best["architecture"] not in derived or trained["architecture"] != best["architecture"]:
            wrong.append(name)
        wall, cpu = seconds(name)
        rows[search, seed] = {
            "wall": wall, "cpu": cpu, "steps": found["steps"], "peak": peak(name), "skips": best["skip-connects"],
            "adds": trained["multiply-adds"], "parameters": trained["parameters"], "top1": trained["last"]["top-1-hits"] / trained["last"]["images"],
            "train": seconds("train-" + name)[0], "genotype": best["architecture"], "space": trained["space"],
        }

head = "steps | search s | of processors | peak MiB | skip-connects | multiply-adds | parameters | test top-1 | training s |"
if rows:
    print(f"Networks: `{next(iter(rows.values()))['space']}`. Skip-connects are those of the normal cell; top-1 is that of the last weights.\n")
    print(f"| search | space | seed | {head}")
    print("| --- | --- | ---: | " + "---: |" + " ---: |" * 8)
    for ((algo, space), seed), r in rows.items():
        print(f"| {algo} | {space} | {seed} | {r['steps']} | {r['wall']:.0f} | {r['cpu']:.0f} | {r['peak']} | {r['skips']} | "
              f"{r['adds']:,} | {r['parameters']:,} | {100 * r['top1']:.2f} % | {r['train']:.0f} |")
    means = {}
    for search in searches:
        of = [r for (s, _), r in rows.items() if s == search]
        if not of:
            continue
        m = means[search] = {key: mean([r[key] for r in of]) for key in of[0] if not isinstance(of[0][key], str)}
        print(f"| **{search[0]}** | **{search[1]}** | mean of {len(of)} | {m['steps']:.0f} | {m['wall']:.0f} | {m['cpu']:.0f} | {m['peak']:.0f} | "
              f"{m['skips']:.1f} | {m['adds']:,.0f} | {m['parameters']:,.0f} | {100 * m['top1']:.2f} % | {m['train']:.0f} |")
    print("\n| shrunk against full, means | search s per step | of processors per step | peak memory | multiply-adds | parameters | test top-1 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for algo in ("darts", "pdarts"):
        full, shrunk = means.get((algo, "full")), means.get((algo, "shrunk"))
        if full and shrunk:
            ratio = lambda key, per=None: shrunk[key] / full[key] * (full[per] / shrunk[per] if per else 1)
            print(f"| {algo} | x {ratio('wall', 'steps'):.2f} | x {ratio('cpu', 'steps'):.2f} | x {ratio('peak'):.2f} | x {ratio('adds'):.2f} | "
                  f"x {ratio('parameters'):.2f} | {100 * (shrunk['top1'] - full['top1']):+.2f} points |")
    print("\nGenotypes:\n")
    for ((algo, space), seed), r in rows.items():
        print(f"- {algo}, {space}, seed {seed}: `{r['genotype']}`")
if missing:
    print(f"\nRuns without a result: {' '.join(sorted(set(missing)))}.")
if wrong:
    print(f"\nGenotypes that abs derive does not confirm: {' '.join(wrong)}.")
sys.exit(1 if missing or wrong else 0)
PYTHON
[ -z "$(find "$CAMPAIGN_WORK" -name 'failed-*')" ]
