#!/usr/bin/env bash
# Kills runs at random moments, resumes them, compares every file with those of a run left alone.
#
# Usage: scripts/campaign.sh kill [--command C] [--runs N] [--devices "D ..."] [--jobs N] [KEY.SUB=VALUE ...]
#
#   --command C    what is killed: shrink (default), train, tabulate, search-spos, search-fairnas, search-darts,
#                  search-pdarts or search-proxyless
#   --runs N       runs per device that are killed (default 10)
#   --devices "D"  one campaign for each, without replicas and with (default "cpu cpu:2")
#   --jobs N       runs at a time where a run has one replica (default 1)
#   KEY.SUB=VALUE  overrides of the configuration, with a checkpoint every 5 steps: for shrink the quick start's
#                  with half the width and three stages of one epoch, for train that of Fashion-MNIST with the
#                  embedded images, half the width and three epochs, each evaluated, for the searches that of the
#                  scaled searches with few images: DARTS in second order, three stages of P-DARTS,
#                  ProxylessNAS with half the width, an epoch of warm-up and two of the search, SPOS and FairNAS
#                  with half the width, an epoch and two generations of six children; for tabulate the four
#                  networks of a space of its own
#
# A run is killed once or twice, by SIGKILL and SIGTERM in turn, at moments drawn uniformly over the
# time that a run left alone takes. SIGTERM must end it with status 143 and, once there is a run
# directory, with a checkpoint. Results (of shrink history.json and shrunk-space.json too, of a search the tables of
# architecture parameters and genotypes), weight files and the last checkpoint, the state of every optimiser
# included, must then be those of the run left alone, byte for byte.
set -euo pipefail
command=shrink
runs=10
devices="cpu cpu:2"
jobs=1
overrides=()
while [ $# -gt 0 ]; do
  case $1 in
    --command) command=${2:?--command needs a command} && shift ;;
    --command=*) command=${1#*=} ;;
    --runs) runs=${2:?--runs needs a number} && shift ;;
    --runs=*) runs=${1#*=} ;;
    --devices) devices=${2:?--devices needs a list} && shift ;;
    --devices=*) devices=${1#*=} ;;
    --jobs) jobs=${2:?--jobs needs a number} && shift ;;
    --jobs=*) jobs=${1#*=} ;;
    [a-z]*=*) overrides+=("$1") ;;
    *) echo "kill: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
for number in "$runs" "$jobs"; do
  [[ $number =~ ^[1-9][0-9]{0,3}$ ]] || { echo "kill: '$number' is not a number of runs or jobs" >&2 && exit 2; }
done

work=$CAMPAIGN_WORK
case $command in
  shrink)
    config=$CAMPAIGN_HOME/configs/shrink-mobilenet-gpu-21-tiny-fashion-mnist.yaml
    settings=(space.width=0.5 training.epochs=1 training.later-epochs=1 training.learning-rate.epochs=3 stop.stages=3
      refresh.after-drops=20 evaluation.children=12 checkpoint.every-steps=5 log.every-seconds=1)
    files="history.json result.json shrunk-space.json weights.safetensors base.safetensors"
    ;;
  train)
    config=$CAMPAIGN_HOME/configs/train-mobilenet-gpu-21-tiny-fashion-mnist.yaml
    settings=(space.width=0.5 data.source=embedded data.held-out=validation data.images= training.epochs=3
      training.mixup.alpha=0.2 evaluation.every-epochs=1 checkpoint.every-steps=5 log.every-seconds=1)
    files="result.json last.safetensors best.safetensors"
    ;;
  search-darts | search-pdarts)
    config=$CAMPAIGN_HOME/configs/$command-tiny-fashion-mnist.yaml
    # 160 images train the weights, ten steps an epoch.
    settings=(training.share=0.016 training.batch-size=16 checkpoint.every-steps=2 log.every-steps=1 log.every-seconds=1)
    files="result.json genotype.txt alphas.json alphas.csv genotypes.csv cell-normal.svg cell-reduce.svg stage-1.safetensors"
    if [ "$command" = search-darts ]; then
      settings+=('stages.channels=[4]' 'stages.epochs=[2]' alphas.order=second)
    else
      settings+=('stages.cells=[3, 3, 3]' 'stages.channels=[4, 4, 4]' 'stages.epochs=[2, 1, 1]' 'stages.weight-epochs=[1, 0, 0]')
      files="$files stage-2.safetensors stage-3.safetensors"
    fi
    ;;
  search-proxyless)
    config=$CAMPAIGN_HOME/configs/search-proxyless-mobilenet-gpu-21-tiny-fashion-mnist.yaml
    # Architecture parameters rest in the first epoch after the warm-up.
    settings=(space.width=0.5 training.batch-size=64 training.warm-up-epochs=1 training.epochs=2
      objective.reference=1000000 checkpoint.every-steps=20 log.every-steps=5 log.every-seconds=1)
    files="result.json alphas.csv architectures.txt supernet.safetensors"
    ;;
  search-spos | search-fairnas)
    config=$(ls "$CAMPAIGN_HOME"/configs/"$command"-*-tiny-fashion-mnist.yaml)
    settings=(space.width=0.5 training.batch-size=128 training.epochs=1 evolution.generations=2 evolution.population=6
      evolution.crossover=3 evolution.top-k=3 checkpoint.every-steps=5 log.every-steps=5 log.every-seconds=1)
    [ "$command" = search-spos ] || settings+=(evaluation.batch-size=200)
    files="result.json evaluations.csv architectures.txt supernet.safetensors"
    ;;
  tabulate)
    config=$CAMPAIGN_HOME/configs/tabulate-nasbench201-3-nodes-fashion-mnist.yaml
    small_space "$work/space.yaml" 28 10 2
    settings=(space.id= space.input= "space.file=$work/space.yaml" seeds=0,1 data.source=embedded data.held-out=validation data.images= training.epochs=
      training.steps=20 training.learning-rate.per=step checkpoint.every-steps=5 log.every-steps=5)
    files="result.json table.csv"
    ;;
  *) echo "kill: --command is '$command', must be shrink, train, tabulate, search-spos, search-fairnas, search-darts, search-pdarts or search-proxyless" >&2 && exit 2 ;;
esac
verb=${command%%-*}
settings+=("${overrides[@]}")

seconds() {
  date +%s.%N
}

# Starts or resumes a run in the background; its process is $pid.
start() { # DIRECTORY DEVICE
  local directory=$1 device=$2
  if [ -f "$directory/config.yaml" ]; then
    "$CAMPAIGN_HOME/scripts/abs" "$verb" --out "$directory" --resume >>"$directory.txt" 2>&1 &
  elif [ -d "$directory" ]; then
    "$CAMPAIGN_HOME/scripts/abs" "$verb" -c "$config" --device "$device" --out "$directory" --resume "${settings[@]}" >>"$directory.txt" 2>&1 &
  else
    "$CAMPAIGN_HOME/scripts/abs" "$verb" -c "$config" --device "$device" --out "$directory" "${settings[@]}" >>"$directory.txt" 2>&1 &
  fi
  pid=$!
}

# Waits for $pid; its status is $code.
finish() {
  code=0
  wait "$pid" 2>/dev/null || code=$?
}

# The last line of $log that says where the run is; none before the engine is there.
last_line() { # PATTERN
  { grep -E "$1" "$log" 2>/dev/null || true; } | tail -n 1
}

# How many processes of a run have loaded the engine.
engines() { # DIRECTORY
  { cat "$1/log.txt" 2>/dev/null || true; } | grep -c ' engine ' || true
}

# What a run is doing, by the last line of its log and the files that are there.
phase() { # DIRECTORY
  local log=$1/log.txt
  if [ ! -f "$1/config.yaml" ]; then
    echo "start"
  elif [ -f "$1/result.json" ]; then
    echo "end"
  elif [ -n "$(find "$1/checkpoints" -name '.*' -type f 2>/dev/null)" ]; then
    echo "checkpoint"
  elif [ "$command" = train ]; then
    last_line ' (engine|resumed|training step|step=)' | awk '
      / training step / { print "training"; seen = 1 }
      / step=/ { print "after an evaluation"; seen = 1 }
      END { if (!seen) print "load" }'
  elif [ "$command" = tabulate ]; then
    last_line ' (engine|resumed|training)' | awk '
      / training / { print "training"; seen = 1 }
      END { if (!seen) print "load" }'
  elif [ "$command" = search-proxyless ]; then
    # The first of three epochs is the warm-up.
    last_line ' (engine|resumed|search step)' | awk '
      / search step / {
        for (i = 1; i <= NF; i++) if ($i == "step") split($(i + 1), n, "/")
        print 3 * n[1] <= n[2] ? "warm-up" : "search"
        seen = 1
      }
      END { if (!seen) print "load" }'
  elif [ "$verb" = search ]; then
    last_line ' (engine|resumed|supernet step|supernet trained|child|generation=|step of stage|stage=|stage [0-9]+ ends)' | awk '
      / supernet step / { print "training"; seen = 1 }
      / supernet trained| child | generation=/ { print "evolution"; seen = 1 }
      / step of stage / { for (i = 1; i <= NF; i++) if ($i == "of" && $(i + 1) == "stage") print "training, stage " $(i + 2); seen = 1 }
      / stage=[0-9]+ epoch=/ { print "after an epoch"; seen = 1 }
      / stage [0-9]+ ends / { print "between stages"; seen = 1 }
      END { if (!seen) print "load" }'
  else
    last_line ' (engine|resumed|stage)' | awk '
      / stage [0-9]+ step / {
        for (i = 1; i <= NF; i++) if ($i == "stage") { stage = $(i + 1); split($(i + 3), n, "/") }
        if (n[1] < n[2]) print "training, stage " stage
        else print (stage == 0 ? "evaluation, stage 0" : "scoring, stage " stage)
        seen = 1
      }
      / stage [0-9]+ children / { for (i = 1; i <= NF; i++) if ($i == "stage") print "evaluation, stage " $(i + 1); seen = 1 }
      / stage=0 children=/ { print "scoring, stage 0"; seen = 1 }
      / stage=[1-9][0-9]* children=/ { print "end"; seen = 1 }
      / stage=[0-9]+ epochs=/ { print "after the drop of s" substr($0, match($0, /tage=[0-9]+/), RLENGTH); seen = 1 }
      END { if (!seen) print "load" }'
  fi
}

# The first file in which a run differs from the reference, or nothing.
difference() { # DIRECTORY REFERENCE
  local file last
  for file in $files; do
    cmp -s "$1/$file" "$2/$file" || { echo "$file" && return; }
  done
  last=$(cd "$2/checkpoints" && find . -name 'step-*.ckpt' | sort | tail -n 1)
  # Those of a table lie with its trainings and are deleted with their ends.
  [ -n "$last" ] || return 0
  cmp -s "$1/checkpoints/$last" "$2/checkpoints/$last" || echo "checkpoints/$last"
}

# One run with its kills; leaves its rows of the table in rows/ and, if it passed, a file in good/.
one_run() { # DEVICE NUMBER DURATION REFERENCE
  local device=$1 number=$2 duration=$3 reference=$4
  local directory=$work/${device/:/-}-$number kills kill signal moment at hit ended took left known problem='' rows=()
  left=$duration
  kills=$(awk -v d="$(draw kills "$device" "$number")" 'BEGIN { print 1 + (d < 0.5) }')
  for ((kill = 1; kill <= kills; kill++)); do
    signal=$([ $(((number + kill) % 2)) -eq 0 ] && echo KILL || echo TERM)
    moment=$(calculate "$(draw moment "$device" "$number" "$kill") * $left")
    left=$(calculate "$left - $moment")
    known=$(engines "$directory")
    start "$directory" "$device"
    sleep "$moment"
    hit=$(phase "$directory")
    [ "$hit" = end ] || [ "$(engines "$directory")" -gt "$known" ] || hit=start
    at=$(seconds)
    if command kill -s "$signal" "$pid" 2>/dev/null; then
      finish
      took=$(calculate "$(seconds) - $at")
      ended=$code
      if [ "$signal" = KILL ]; then
        [ "$code" -eq 137 ] || problem="status $code after SIGKILL"
        [ -z "$(find "$directory/checkpoints" -name '.*' -type f 2>/dev/null)" ] || hit=checkpoint
      else
        [ "$code" -eq 143 ] || problem="status $code after SIGTERM"
        # A process that does not listen yet is ended by the signal itself, with the checkpoints of those before it.
        if [ "$hit" != start ] && [ "$hit" != end ] && ! tail -n 1 "$directory.txt" | grep -Eq 'a checkpoint is written|that have ended are kept|ended by SIGTERM'; then
          [ -f "$directory/result.json" ] || problem="no checkpoint after SIGTERM"
        fi
      fi
    else
      finish
      hit="over before the signal"
      took=-
      ended=$code
      [ "$code" -eq 0 ] || problem="status $code without a signal"
    fi
    rows+=("| $device $number | SIG$signal | $moment | $hit | $ended | $took |")
  done
  if [ -z "$problem" ]; then
    start "$directory" "$device"
    finish
    [ "$code" -eq 0 ] || problem="status $code when resumed"
  fi
  if [ -z "$problem" ]; then
    problem=$(difference "$directory" "$reference")
    problem=${problem:+$problem differs}
  fi
  for kill in "${!rows[@]}"; do
    if [ "$kill" -lt $((${#rows[@]} - 1)) ]; then
      echo "${rows[$kill]} |"
    elif [ -z "$problem" ]; then
      echo "${rows[$kill]} yes |"
    else
      echo "${rows[$kill]} **no**: $problem |"
    fi
  done >"$work/rows/${device/:/-}-$number"
  if [ -z "$problem" ]; then
    rm -rf "$directory" "$directory.txt"
    touch "$work/good/${device/:/-}-$number"
  fi
  echo "kill: run $number of $runs on $device: ${problem:-identical}" >&2
}

end_jobs_too
mkdir -p "$work/rows" "$work/good"
echo "Configuration: \`configs/$(basename "$config")\` with \`${settings[*]}\`; $runs runs per device, $jobs at a time where a run has one replica."
for device in $devices; do
  reference=$work/${device/:/-}-reference
  echo "kill: the run left alone on $device ..." >&2
  begin=$(seconds)
  start "$reference" "$device"
  finish
  duration=$(calculate "$(seconds) - $begin")
  if [ "$code" -ne 0 ]; then
    echo
    echo "The run left alone on $device ended with status $code:"
    echo
    tail -n 5 "$reference.txt" | sed 's/^/    /'
    exit 1
  fi
  at_once=$jobs
  case $device in
    cpu | gpu:[0-9]) ;;
    *) at_once=1 ;;
  esac
  for ((number = 1; number <= runs; number++)); do
    while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do
      wait -n || true
    done
    one_run "$device" "$number" "$duration" "$reference" &
  done
  wait
  echo
  echo "## $device"
  echo
  echo "A run left alone took $duration s."
  echo
  echo "| run | signal | after s | hit | status | s to end | identical |"
  echo "| --- | --- | ---: | --- | ---: | ---: | --- |"
  for ((number = 1; number <= runs; number++)); do
    cat "$work/rows/${device/:/-}-$number" || echo "| $device $number | | | | | | **no**: not finished |"
  done
done
# A run whose own function died has neither rows nor a file, and did not pass.
good=$(find "$work/good" -type f | wc -l)
echo
echo "Signals by what they hit: $(cat "$work"/rows/* | awk -F ' *\\| *' '{ sub(/,.*/, "", $5); n[$5]++ } END { for (hit in n) print hit " " n[hit] }' | sort | paste -s -d , | sed 's/,/, /g')."
echo
all=$((runs * $(wc -w <<<"$devices")))
echo "$good of $all runs ended with the files of a run left alone."
[ "$good" -eq "$all" ]
