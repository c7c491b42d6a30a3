#!/usr/bin/env bash
# Trains the same supernets in float32 and in mixed precision and compares the accuracy of the same children.
#
# Usage: scripts/campaign.sh amp [--seeds "S ..."] [--epochs N] [--children N] [--amp PRECISION] [--device D] [--jobs N]
#                                [--runs DIR] [KEY.SUB=VALUE ...]
#
#   --seeds "S"      of the runs, two to ten (default "5 6 7")
#   --epochs N       epochs of 60,000 images (default 3)
#   --children N     random children per run, the same in both precisions (default 20)
#   --amp PRECISION  what is compared with float32, bf16 or fp16 (default bf16)
#   --device D       of each run (default cpu, one core)
#   --jobs N         runs at a time (default 1)
#   --runs DIR       where the runs lie (default runs/campaign-amp); those that are finished are not repeated, others resumed
#   KEY.SUB=VALUE    overrides of the configuration, which is the quick start's with all training images of Fashion-MNIST
#                    (Debian's package dataset-fashion-mnist), batches of 64, one stage, and the 10,000 test images
#
# The mean top-1 after recalibration of the children of all seeds must differ by at most 0.7 points.
set -euo pipefail
seeds="5 6 7"
epochs=3
children=20
amp=bf16
device=cpu
jobs=1
runs=$CAMPAIGN_HOME/runs/campaign-amp
overrides=()
while [ $# -gt 0 ]; do
  case $1 in
    --seeds | --epochs | --children | --amp | --device | --jobs | --runs)
      declare "${1#--}=${2:?$1 needs a value}"
      shift
      ;;
    --*=*)
      [[ $1 =~ ^--(seeds|epochs|children|amp|device|jobs|runs)=(.+)$ ]] || { echo "amp: '$1' is no option of this campaign" >&2 && exit 2; }
      declare "${BASH_REMATCH[1]}=${BASH_REMATCH[2]}"
      ;;
    [a-z]*=*) overrides+=("$1") ;;
    *) echo "amp: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
for number in "$epochs" "$children" "$jobs"; do
  [[ $number =~ ^[1-9][0-9]{0,3}$ ]] || { echo "amp: '$number' is not a number of epochs, children or jobs" >&2 && exit 2; }
done
[[ $seeds =~ ^[0-9]{1,9}(\ +[0-9]{1,9}){1,9}$ ]] || { echo "amp: --seeds is '$seeds', must be two to ten whole numbers" >&2 && exit 2; }
[[ $amp =~ ^(bf16|fp16)$ ]] || { echo "amp: --amp is '$amp', must be bf16 or fp16" >&2 && exit 2; }
end_jobs_too
mkdir -p "$runs"
runs=$(cd "$runs" && pwd)

config=$CAMPAIGN_HOME/configs/shrink-mobilenet-gpu-21-tiny-fashion-mnist.yaml
# The learning rate falls as in the quick start: three quarters of its line in the one stage.
settings=(data.source=fashion-mnist data.held-out=test data.threads=1 training.batch-size=64 "training.epochs=$epochs"
  "training.learning-rate.epochs=$(((4 * epochs + 2) / 3))" scoring.children-per-op=10 scoring.minimum-children=0 stop.stages=1
  "evaluation.children=$children" "${overrides[@]}")

# One run, from its beginning or its last checkpoint to its result.
one_run() { # SEED PRECISION
  local seed=$1 precision=$2
  local directory=$runs/$precision-s$seed code=0
  local arguments=(-c "$config" --seed "$seed" --amp "$precision" --device "$device" "${settings[@]}") resume=()
  if [ -f "$directory/result.json" ]; then
    if "$CAMPAIGN_HOME/scripts/abs" config show "${arguments[@]}" 2>>"$directory.txt" | cmp -s - "$directory/config.yaml"; then
      echo "amp: seed $seed, $precision: finished before" >&2
    else
      echo "amp: $directory holds a run of another configuration" >&2
      touch "$CAMPAIGN_WORK/failed-$precision-s$seed"
    fi
    return
  fi
  [ ! -d "$directory" ] || resume=(--resume)
  echo "amp: seed $seed, $precision ..." >&2
  "$CAMPAIGN_HOME/scripts/abs" shrink "${arguments[@]}" --out "$directory" "${resume[@]}" >>"$directory.txt" 2>&1 || code=$?
  if [ "$code" -ne 0 ]; then
    echo "amp: seed $seed, $precision: status $code" >&2
    tail -n 3 "$directory.txt" >&2
    touch "$CAMPAIGN_WORK/failed-$precision-s$seed"
  fi
}

for seed in $seeds; do
  for precision in off "$amp"; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do
      wait -n || true
    done
    one_run "$seed" "$precision" &
  done
done
wait
echo "Configuration: \`configs/$(basename "$config")\` with \`${settings[*]}\`; float32 (\`off\`) and \`$amp\` on $device, $jobs at a time."
if [ -n "$(find "$CAMPAIGN_WORK" -name 'failed-*')" ]; then
  echo
  echo "Runs that did not finish: $(cd "$CAMPAIGN_WORK" && find . -name 'failed-*' | sed 's/.*failed-//' | sort | paste -s -d ' ')."
  exit 1
fi
commits=$(for seed in $seeds; do cat "$runs/off-s$seed/provenance.json" "$runs/$amp-s$seed/provenance.json"; done |
  sed -n 's/.*"commit" : "\([^"]*\)".*/\1/p' | sort -u | paste -s -d ' ')
echo "Commits of the runs: ${commits:-unknown}."
echo

# Rows "seed precision child top-1", from the children of the unshrunk space after training.
rows() {
  local seed precision
  for seed in $seeds; do
    for precision in off "$amp"; do
      tr -d '\n' <"$runs/$precision-s$seed/result.json" | sed 's/.*"children-first" : {//; s/}.*//; s/.*"each-after" : \[//; s/\].*//' |
        awk -v RS=, -v seed="$seed" -v precision="$precision" '{ printf "%s %s %d %.6f\n", seed, precision, NR, $1 }'
    done
  done
}

rows | awk -v children="$children" -v amp="$amp" -v random="$((CAMPAIGN_SEED % 2147483646 + 1))" '
  BEGIN { n = 0 }
  # Park and Miller 1988, exact in double precision.
  function draw(below) { random = (16807 * random) % 2147483647; return int(below * random / 2147483647) }
  function points(x) { return sprintf("%+.2f", 100 * x) }
  {
    if (!($1 in place)) { place[$1] = n; seed[n++] = $1 }
    value[place[$1], $2, $3] = $4
    sum[place[$1], $2] += $4
    rows++
  }
  END {
    if (rows != 2 * n * children) { print "There are " rows " values for " 2 * n * children " children." ; exit 1 }
    print "Top-1 after recalibration, mean of " children " children; the same children in both columns."
    print ""
    print "| seed | float32 | " amp " | difference in points | standard deviation of the children'\''s differences |"
    print "| ---: | ---: | ---: | ---: | ---: |"
    for (i = 0; i < n; i++) {
      square = 0
      d[i] = (sum[i, amp] - sum[i, "off"]) / children
      for (c = 1; c <= children; c++) {
        pair[i, c] = value[i, amp, c] - value[i, "off", c]
        square += (pair[i, c] - d[i]) ^ 2
      }
      printf "| %s | %.2f %% | %.2f %% | %s | %s |\n", seed[i], 100 * sum[i, "off"] / children, 100 * sum[i, amp] / children,
        points(d[i]), (children < 2 ? "-" : sprintf("%.2f", 100 * sqrt(square / (children - 1))))
      mean += d[i] / n
    }
    for (i = 0; i < n; i++) variance += (d[i] - mean) ^ 2 / (n - 1)
    split("12.706 4.303 3.182 2.776 2.571 2.447 2.365 2.306 2.262", t, " ")
    half = t[n - 1] * sqrt(variance / n)
    times = 10000
    for (b = 1; b <= times; b++) {
      total = 0
      for (k = 0; k < n; k++) {
        i = draw(n)
        for (c = 1; c <= children; c++) total += pair[i, 1 + draw(children)]
      }
      sample[b] = total / (n * children)
    }
    # Shell sort.
    for (gap = int(times / 2); gap > 0; gap = int(gap / 2))
      for (b = gap + 1; b <= times; b++) {
        x = sample[b]
        for (j = b; j > gap && sample[j - gap] > x; j -= gap) sample[j] = sample[j - gap]
        sample[j] = x
      }
    print ""
    print "Mean paired difference: " points(mean) " points (" amp " less float32)."
    print ""
    print "- 95 % t-interval over the " n " seeds: " points(mean - half) " to " points(mean + half) "."
    print "- 95 % bootstrap interval, " times " samples of seeds and of children within each: " points(sample[times * 0.025 + 1]) " to " points(sample[times * 0.975]) "."
    print ""
    passed = mean <= 0.007 && mean >= -0.007
    print "Bar: within 0.7 points: " (passed ? "met." : "**not met**.")
    exit passed ? 0 : 1
  }'
