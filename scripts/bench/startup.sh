#!/usr/bin/env bash
# How long short commands of an unpacked distribution take with and without the archive of loaded classes: medians of
# alternating runs, in milliseconds, as a table.
#
#   scripts/bench/startup.sh HOME [RUNS]      (default: 20 runs of each)
set -euo pipefail
abs=$1/bin/abs
runs=${2:-20}
commands=("--help" "flops --space mobilenet-gpu-21 --arch SPOS+ABS")

millis() {
  local begun
  begun=$(date +%s%N)
  # shellcheck disable=SC2086
  ABS_CDS=$1 "$abs" $2 >/dev/null
  echo $((($(date +%s%N) - begun) / 1000000))
}
median() {
  sort -n | awk '{ v[NR] = $1 } END { m = int((NR + 1) / 2); print NR % 2 ? v[m] : (v[m] + v[m + 1]) / 2 }'
}

begun=$(date +%s%N)
ABS_CDS=on "$abs" --version >/dev/null
echo "first command, which makes the archive: $((($(date +%s%N) - begun) / 1000000)) ms"
echo
echo "| command | without, ms | with, ms |"
echo "| --- | ---: | ---: |"
for command in "${commands[@]}"; do
  without=
  with=
  for _ in $(seq "$runs"); do
    without="$without$(millis off "$command")"$'\n'
    with="$with$(millis on "$command")"$'\n'
  done
  echo "| abs $command | $(printf %s "$without" | median) | $(printf %s "$with" | median) |"
done
