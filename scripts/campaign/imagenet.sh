#!/usr/bin/env bash
# Takes the ImageNet pipeline from a folder of pictures to a shrunk space, killed and resumed on the way, and compares estimates with runs.
#
# Usage: scripts/campaign.sh imagenet [--images DIR] [--python PYTHON] [--device D] [--parts "P ..."] [--kills N]
#
#   --images DIR   folder of scripts/make-image-folder.py with train/ (default target/campaign/images; made if it is not there)
#   --python P     makes the pictures; needs NumPy and Pillow (default python3)
#   --device D     of all runs (default cpu)
#   --parts "P"    scaled, gpu-21, cpu-19, plans (default: all four)
#   --kills N      runs that are killed, in each part (default 2)
#
# scaled: split, then shrinking of mobilenet-gpu-21@tiny on 32x32 crops, three stages. gpu-21, cpu-19: the published
# recipes at full width with batches of 8 pictures of 224x224, 20 steps, one whole score-and-drop round. Each part has
# a dry run, a run left alone, N runs that are ended by SIGKILL at a step drawn by the seed, and one that is ended by
# SIGTERM, which must end it with status 143 and a checkpoint; all are resumed. Their history.json, result.json,
# shrunk-space.json, both weight files and the last checkpoint must be those of the run left alone, byte for byte.
# Time and memory of the run left alone must lie within 25 % of what the dry run says. plans: the dry run of both
# recipes without data must show the published sizes, counts and learning rates.
set -euo pipefail
images=$CAMPAIGN_HOME/target/campaign/images
python=python3
device=cpu
parts="scaled gpu-21 cpu-19 plans"
kills=2
while [ $# -gt 0 ]; do
  case $1 in
    --images | --python | --device | --parts | --kills)
      declare "${1#--}=${2:?$1 needs a value}"
      shift
      ;;
    --*=*)
      [[ $1 =~ ^--(images|python|device|parts|kills)=(.+)$ ]] || { echo "imagenet: '$1' is no option of this campaign" >&2 && exit 2; }
      declare "${BASH_REMATCH[1]}=${BASH_REMATCH[2]}"
      ;;
    *) echo "imagenet: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
[[ $kills =~ ^[0-9]{1,2}$ ]] || { echo "imagenet: --kills is '$kills', must be 0 to 99" >&2 && exit 2; }
for part in $parts; do
  case $part in
    scaled | gpu-21 | cpu-19 | plans) ;;
    *) echo "imagenet: there is no part '$part'; there are scaled, gpu-21, cpu-19 and plans" >&2 && exit 2 ;;
  esac
done

work=$CAMPAIGN_WORK
end_jobs_too
abs=$CAMPAIGN_HOME/scripts/abs
files="history.json result.json shrunk-space.json weights.safetensors base.safetensors"
allowed=25 # per cent between estimate and run
bad=0

# Prints yes or a reason in bold; a reason counts as a failure.
verdict() { # REASON
  if [ -z "$1" ]; then
    echo "yes"
  else
    echo "**no**: $1"
  fi
}

failed() {
  bad=$((bad + 1))
}

# The first file in which a run differs from the reference, or nothing.
difference() { # DIRECTORY REFERENCE
  local file last
  for file in $files; do
    cmp -s "$1/$file" "$2/$file" || { echo "$file differs" && return; }
  done
  last=$(cd "$2/checkpoints" && find . -name 'step-*.ckpt' | sort | tail -n 1)
  cmp -s "$1/checkpoints/$last" "$2/checkpoints/$last" || echo "checkpoints/$last differs"
}

# The last step of which a run has written a metric, 0 before the first.
step_of() { # DIRECTORY
  local line
  line=$(tail -n 1 "$1/metrics.jsonl" 2>/dev/null | cut -c 1-40) || true
  [[ $line =~ ^\{\"step\":([0-9]+), ]] && echo "${BASH_REMATCH[1]}" || echo 0
}

# Waits until a process has done a step; fails if it ends before.
await_step() { # PROCESS DIRECTORY STEP
  while [ "$(step_of "$2")" -lt "$3" ]; do
    kill -0 "$1" 2>/dev/null || return 1
    sleep 0.05
  done
}

# Runs "abs shrink ..." in the background; its process is $pid.
start() { # DIRECTORY ARGUMENTS...
  local directory=$1
  shift
  "$abs" shrink --out "$directory" "$@" >>"$directory.txt" 2>&1 &
  pid=$!
}

# Waits for $pid; its status is $code.
finish() {
  code=0
  wait "$pid" 2>/dev/null || code=$?
}

# One run that gets a signal after a step and is resumed; prints its row.
one_run() { # PART NUMBER SIGNAL STEP REFERENCE ARGUMENTS...
  local part=$1 number=$2 signal=$3 step=$4 reference=$5
  local directory=$work/$part-$number hit=- ended=- problem='' resumed=-
  shift 5
  start "$directory" "$@"
  if await_step "$pid" "$directory" "$step" && kill -s "$signal" "$pid" 2>/dev/null; then
    finish
    ended=$code
    hit=$(step_of "$directory")
    if [ "$signal" = KILL ]; then
      [ "$code" -eq 137 ] || problem="status $code after SIGKILL"
    elif [ "$code" -ne 143 ]; then
      problem="status $code after SIGTERM"
    elif ! tail -n 1 "$directory.txt" | grep -q 'a checkpoint is written'; then
      problem="no checkpoint after SIGTERM"
    fi
  else
    finish
    problem="ended with status $code before step $step"
  fi
  if [ -z "$problem" ]; then
    start "$directory" --resume
    finish
    resumed=$(grep -o 'resumed after step [0-9]*' "$directory/log.txt" | tail -n 1 | grep -o '[0-9]*$') || resumed="the beginning"
    [ "$code" -eq 0 ] || problem="status $code when resumed"
  fi
  [ -n "$problem" ] || problem=$(difference "$directory" "$reference")
  echo "| $number | SIG$signal | $hit | $ended | $resumed | $(verdict "$problem") |"
  echo "imagenet: $part, run $number: ${problem:-identical}" >&2
  if [ -z "$problem" ]; then
    rm -rf "$directory" "$directory.txt"
  else
    touch "$work/failed-$part-$number"
  fi
}

# Per cent by which an estimate lies off, and whether that is too much.
row() { # WHAT UNIT ESTIMATED MEASURED
  local off problem=''
  off=$(calculate "100 * ($3 / $4 - 1)" '%.2f')
  awk "BEGIN { exit !($off > $allowed || $off < -$allowed) }" && problem="more than $allowed %" && touch "$work/failed-estimate"
  echo "| $1 | $3 $2 | $4 $2 | $off % | $(verdict "$problem") |"
}

# Dry run, run left alone, killed runs.
whole_part() { # PART TITLE ARGUMENTS...
  local part=$1 title=$2 begin seconds estimated held step number steps
  shift 2
  local reference=$work/$part-alone dry=$work/$part-dry.txt
  echo
  echo "## $title"
  echo
  echo "\`abs shrink $*\`" | sed "s|$CAMPAIGN_HOME/||g; s|$images|IMAGES|g; s|$work|WORK|g"
  echo
  echo "imagenet: $part: the dry run ..." >&2
  if ! "$abs" shrink --dry-run "$@" >"$dry" 2>"$dry.err"; then
    echo "The dry run failed:"
    echo
    tail -n 3 "$dry.err" | sed 's/^/    /'
    failed
    return
  fi
  sed 's/^/    /' "$dry"
  echo "imagenet: $part: the run left alone ..." >&2
  begin=$(date +%s.%N)
  start "$reference" "$@"
  finish
  seconds=$(calculate "$(date +%s.%N) - $begin" '%.2f')
  echo
  if [ "$code" -ne 0 ]; then
    echo "The run left alone ended with status $code:"
    echo
    tail -n 5 "$reference.txt" | sed 's/^/    /'
    failed
    return
  fi
  estimated=$(grep -o '^estimated time: .*' "$dry" | grep -o '([0-9.]* s)' | tr -d '( s)')
  held=$(grep -o '^estimated peak memory: .*' "$dry" | grep -o '([0-9]* MiB)' | grep -o '[0-9]*')
  echo "| | estimated | run left alone | off by | within $allowed % |"
  echo "| --- | ---: | ---: | ---: | --- |"
  row time s "$estimated" "$seconds"
  row "peak memory" MiB "$held" "$(grep -o 'memory of the process: .*' "$reference/log.txt" | grep -o '([0-9]* MiB)' | grep -o '[0-9]*')"
  echo
  grep -o 'stage=[0-9]* epochs=.*' "$reference/log.txt" | sed 's/ dropped=\([0-9]*\) \[.*\] space/, \1 EdgeOps dropped, space/; s/ / /; s/^/- /; s/ \(children\|tries\)=/, \1 /g; s/=/ /g'
  echo "- ops with fewer children than scoring.minimum-children, over all rounds: $(grep -c 'below scoring.minimum-children' "$reference/log.txt" || true); without any: $(grep -c 'so its score is 0' "$reference/log.txt" || true)"
  grep -o '[0-9.]* % of it waiting for data' "$reference/log.txt" | tail -n 1 | sed 's/ of it waiting for data/ of the last steps went by in waiting for data/; s/^/- /'
  steps=$(step_of "$reference")
  echo
  echo "| run | signal | after step | status | resumed after step | identical |"
  echo "| ---: | --- | ---: | ---: | ---: | --- |"
  for ((number = 1; number <= kills + 1; number++)); do
    step=$(awk -v d="$(draw "$part" "$number")" -v n="$steps" 'BEGIN { print 1 + int(d * (n - 1)) }')
    one_run "$part" "$number" "$([ "$number" -le "$kills" ] && echo KILL || echo TERM)" "$step" "$reference" "$@"
  done
}

# The dry run of a published recipe without data, and the lines that it must have.
plan() { # SPACE LINE...
  local space=$1 dry=$work/plan-$1.txt line problem=''
  shift
  echo
  echo "## Plan of $space"
  echo
  echo "\`abs shrink -c configs/shrink-$space-imagenet.yaml --dry-run data.images=1231167\`"
  echo
  echo "imagenet: the plan of $space ..." >&2
  if ! "$abs" shrink -c "$CAMPAIGN_HOME/configs/shrink-$space-imagenet.yaml" --dry-run --device "$device" \
    data.dir="$work/no-such-folder" data.images=1231167 >"$dry" 2>"$dry.err"; then
    problem="it failed"
    tail -n 3 "$dry.err" | sed 's/^/    /'
  fi
  sed "s/^/    /; s|$work|WORK|g" "$dry"
  for line in "$@" "1231167 (assumed) to train on, 50000 (assumed) held out, 2404 steps per epoch" "*assumed*" \
    "estimated time: " "estimated peak memory: "; do
    grep -qF "$line" "$dry" || problem=${problem:-"'$line' is missing"}
  done
  echo
  echo "As published: $(verdict "$problem")."
  [ -z "$problem" ] || failed
}

if [ ! -d "$images/train" ]; then
  case " $parts " in
    *" scaled "* | *-*)
      echo "imagenet: making pictures in $images ..." >&2
      if ! "$python" -c 'import numpy, PIL' 2>/dev/null; then
        echo "imagenet: '$python' has no NumPy or no Pillow; install python3-numpy and python3-pil, or name another with --python" >&2
        exit 2
      fi
      rm -rf "$images.part"
      "$python" "$CAMPAIGN_HOME/scripts/make-image-folder.py" --out "$images.part" --val 0 >&2
      mv "$images.part" "$images"
      ;;
  esac
fi
common=(--device "$device" "data.dir=$images/train" data.images= data.threads=1 data.prefetch=4 "data.files.cache=$work/cache"
  space.classes=20 log.every-steps=1)

if [ -d "$images/train" ]; then
  echo "Pictures: $(find "$images/train" -mindepth 1 -maxdepth 1 -type d | wc -l) classes, $(find "$images/train" -type f | wc -l) files, $(du -sm "$images/train" | cut -f 1) MiB."
  if [ -f "$images/kinds.txt" ]; then
    echo "Kinds: $(paste -s -d ' ' "$images/kinds.txt" | sed 's/ *$/./')"
  fi
fi
for part in $parts; do
  case $part in
    scaled)
      "$abs" split --data "$images/train" --out "$work/lists" >"$work/split.txt"
      echo
      echo "\`abs split\`: $(awk -F '\t' '{ printf "%s%s %s", (NR > 1 ? ", " : ""), $2, $1 }' "$work/split.txt")."
      whole_part scaled "Scaled preset" -c "$CAMPAIGN_HOME/configs/shrink-mobilenet-gpu-21-imagenet.yaml" "${common[@]}" \
        space.id=mobilenet-gpu-21@tiny data.side=32 "data.files.train-list=$work/lists/train.txt" "data.files.held-out-list=$work/lists/val.txt" \
        training.batch-size=32 training.epochs=4 training.later-epochs=1 training.learning-rate.epochs=8 training.learning-rate.start=0.1 \
        training.initialisation=framework-default scoring.sampling=own scoring.flops= drop.count=12 stop.stages=3 \
        evaluation.children=10 evaluation.recalibration-images=256 evaluation.batch-size=100 checkpoint.every-steps=20
      ;;
    gpu-21 | cpu-19)
      [ -d "$work/small" ] || "$abs" split --data "$images/train" --out "$work/small" --per-class 142 >/dev/null
      whole_part "$part" "Full width, mobilenet-$part" -c "$CAMPAIGN_HOME/configs/shrink-mobilenet-$part-imagenet.yaml" "${common[@]}" \
        "data.files.train-list=$work/small/train.txt" "data.files.held-out-list=$work/small/val.txt" \
        training.batch-size=8 training.epochs=1 training.later-epochs=1 stop.stages=1 checkpoint.every-steps=5
      ;;
    plans)
      plan mobilenet-gpu-21 "221502229807900608 architectures, 141 EdgeOps" "table FLOPs of a child: 184206200 to 1038400856" \
        "at most 15 stages, 170 epochs, 408680 steps" "after 100 epochs, 240400 steps: 0.150200" "after 170 epochs, 408680 steps: 0.0803400"
      plan mobilenet-cpu-19 "609359740010496 architectures, 114 EdgeOps" "table FLOPs of a child: 261253912 to 571529752" \
        "at most 4 stages, 115 epochs, 276460 steps" "after 100 epochs, 240400 steps: 0.125250" "after 115 epochs, 276460 steps: 0.106538"
      ;;
  esac
done
rm -rf "$work/cache"
[ "$bad" -eq 0 ] && [ -z "$(find "$work" -maxdepth 1 -name 'failed-*')" ]
