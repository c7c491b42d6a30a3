#!/usr/bin/env bash
# Shrinks, searches and trains, one after the other, for 20,000 steps, and watches memory, files, threads and logs.
#
# Usage: scripts/campaign.sh long [--shrink-epochs N] [--search-epochs N] [--train-epochs N] [--every S] [--minutes N] [--device D] [--runs DIR]
#
#   --shrink-epochs N   of the first stage, 312 steps each; two stages of 2 epochs follow (default 20)
#   --search-epochs N   of the supernet that is searched, 312 steps each (default 30)
#   --train-epochs N    of the network that was found, 468 steps each (default 8)
#   --every S           seconds between two readings (default 10)
#   --minutes N         that the three must take at least (default 45; 1 with another device than cpu)
#   --device D          of each run (default cpu, one core)
#   --runs DIR          where the runs lie, a new folder (default: with the campaign's work)
#
# From 30 to 70 per cent of each command's time, which is training and nothing else, resident memory must grow by less than 2 %,
# and open files and threads must stay as many as they are. At no time may a command hold 1.25 times what it held at 30 per cent.
# Logs, metrics and event files must stay below 10 MiB a run. Fewer than 20,000 steps in all are not a long run.
set -euo pipefail
shrink_epochs=20
search_epochs=30
train_epochs=8
every=10
device=cpu
minutes=
runs=$CAMPAIGN_WORK/runs
while [ $# -gt 0 ]; do
  case $1 in
    --shrink-epochs | --search-epochs | --train-epochs | --every | --minutes | --device | --runs)
      option=${1#--}
      declare "${option//-/_}=${2:?$1 needs a value}"
      shift
      ;;
    *) echo "long: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
minutes=${minutes:-$([ "$device" = cpu ] && echo 45 || echo 1)}
for number in "$minutes" "$shrink_epochs" "$search_epochs" "$train_epochs" "$every"; do
  [[ $number =~ ^[1-9][0-9]{0,3}$ ]] || { echo "long: '$number' is not a number" >&2 && exit 2; }
done
[ ! -e "$runs/shrink" ] || { echo "long: $runs holds runs already" >&2 && exit 2; }
mkdir -p "$runs"
runs=$(cd "$runs" && pwd)
readings=$CAMPAIGN_WORK/readings.csv
echo "command,seconds,kib,threads,files" >"$readings"

# Runs a command and reads what its process holds.
watched() { # NAME COMMAND ARGUMENT ...
  local name=$1 command=$2 process begin
  shift 2
  begin=$(date +%s)
  "$CAMPAIGN_HOME/scripts/abs" "$command" "$@" --device "$device" --seed "$CAMPAIGN_SEED" --out "$runs/$name" >"$runs/$name.log" 2>&1 &
  process=$!
  while kill -0 "$process" 2>/dev/null; do
    # The process may end between two of these.
    { awk -v name="$name" -v seconds=$(($(date +%s) - begin)) -v files="$(find "/proc/$process/fd" -type l 2>/dev/null | wc -l)" '
      /^VmRSS/ { kib = $2 } /^Threads/ { threads = $2 }
      END { if (kib) print name "," seconds "," kib "," threads "," files }' "/proc/$process/status" 2>/dev/null >>"$readings"; } || true
    sleep "$every"
  done
  wait "$process" || { echo "long: $command failed:" >&2 && tail -n 5 "$runs/$name.log" >&2 && exit 1; }
  echo "long: $name ended after $(($(date +%s) - begin)) s" >&2
}

configs=$CAMPAIGN_HOME/configs
end_jobs_too
watched shrink shrink -c "$configs/shrink-mobilenet-gpu-21-tiny-fashion-mnist.yaml" \
  "training.epochs=$shrink_epochs" "training.learning-rate.epochs=$((shrink_epochs + 4))"
watched search search -c "$configs/search-spos-mobilenet-gpu-21-tiny-fashion-mnist.yaml" \
  --space "$runs/shrink/shrunk-space.json" "training.epochs=$search_epochs"
watched train train -c "$configs/train-mobilenet-gpu-21-tiny-fashion-mnist.yaml" --result "$runs/search" \
  space.id=mobilenet-gpu-21@tiny space.file= space.input= space.width= data.side=32 data.augmentation.pad=4 \
  "training.epochs=$train_epochs"

python3 - "$readings" "$runs" "$minutes" <<'PYTHON'
import csv, json, sys
from pathlib import Path

readings, runs, minutes = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
held = {}
with open(readings, newline="") as file:
    for row in csv.DictReader(file):
        held.setdefault(row["command"], []).append(tuple(int(row[key]) for key in ("seconds", "kib", "threads", "files")))
failed, steps, seconds = [], 0, 0
print("| command | steps | seconds | MiB at 10 % | 30 % | 50 % | 70 % | at most | growth from 30 to 70 % | threads, 30 and 70 % | files, 30 and 70 % | logs, KiB |")
print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- | ---: |")
for name, rows in held.items():
    result = json.loads((runs / name / "result.json").read_text())
    done = result.get("training-steps", result.get("steps"))
    steps += done
    end = rows[-1][0]
    seconds += end

    def at(share):
        return min(rows, key=lambda row: abs(row[0] - share * end))

    tenth, early, half, late = (at(share) for share in (0.1, 0.3, 0.5, 0.7))
    most = max(row[1] for row in rows)
    growth = late[1] / early[1] - 1
    logs = sum(
        file.stat().st_size
        for file in [runs / f"{name}.log", *(runs / name).glob("*")]
        if file.name in ("log.txt", "metrics.jsonl", f"{name}.log") or file.name.startswith("events.out"))
    print(f"| {name} | {done} | {end} | " + " | ".join(f"{row[1] / 1024:.0f}" for row in (tenth, early, half, late))
          + f" | {most / 1024:.0f} | {100 * growth:+.2f} % | {early[2]}, {late[2]} | {early[3]}, {late[3]} | {logs / 1024:.0f} |")
    if growth >= 0.02:
        failed.append(f"{name}: memory grows by {100 * growth:.2f} %")
    if most > 1.25 * early[1]:
        failed.append(f"{name}: holds up to {most / early[1]:.2f} times what it held at 30 %")
    for column, what in ((2, "threads"), (3, "open files")):
        if late[column] > early[column]:
            failed.append(f"{name}: {what} grow from {early[column]} to {late[column]}")
    if logs > 10 * 2**20:
        failed.append(f"{name}: {logs / 2**20:.1f} MiB of logs")
print(f"\n{steps} steps in {seconds // 60} minutes, {sum(len(rows) for rows in held.values())} readings.")
if steps < 20_000:
    failed.append("fewer than 20,000 steps")
if seconds < 60 * minutes:
    failed.append(f"shorter than {minutes} minutes")
for line in failed:
    print(f"\nFailed: {line}")
sys.exit(bool(failed))
PYTHON
