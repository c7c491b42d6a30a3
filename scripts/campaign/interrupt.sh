#!/usr/bin/env bash
# Ends commands that take seconds at random moments, by SIGKILL and SIGTERM in turn, and looks at what they leave.
#
# Usage: scripts/campaign.sh interrupt [--runs N] [--commands "C ..."]
#
#   --runs N         times that each command is ended (default 4)
#   --commands "C"   default: all; a wrong one names them
#
# Afterwards every file with its own name must be that of a command left alone, byte for byte, or not be there; the status must
# be that of the signal, or 0 if the command was faster. Then the command is given again, with --resume or --overwrite where
# there is something, and must end with 0 and the same files. What only prints must end by the signal and print the same when it
# is given again. Moments are drawn uniformly over the time of a command left alone. Commands that take longer have the
# campaign kill, workers have the campaign workers, abs latency has the campaign faults.
set -euo pipefail
runs=4
known="split flops derive report round evaluate correlate drop variants lookup angle list config doctor completion status"
commands=$known
while [ $# -gt 0 ]; do
  case $1 in
    --runs | --commands)
      declare "${1#--}=${2:?$1 needs a value}"
      shift
      ;;
    *) echo "interrupt: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
[[ $runs =~ ^[1-9][0-9]{0,3}$ ]] || { echo "interrupt: '$runs' is not a number of runs" >&2 && exit 2; }
for command in $commands; do
  [[ " $known " == *" $command "* ]] || { echo "interrupt: '$command' is no command of this campaign, there are: $known" >&2 && exit 2; }
done
work=$CAMPAIGN_WORK/interrupt
abs=$CAMPAIGN_HOME/scripts/abs
mkdir -p "$work"
cd "$work"
end_jobs_too
lost=0

"$CAMPAIGN_HOME/scripts/sample-folder.py" pictures --train 100 --test 1 >made.txt
golden=$CAMPAIGN_HOME/abs-cli/src/test/resources/golden/nb201-angle
weights=(--space nasbench201 --channels 4 --cells 1 --initial "$golden/c4n1-init.npz" --trained "$golden/c4n1-trained.npz")
python3 - <<'P'
import itertools, json, random

random.seed(1)
ops = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
with open("table.csv", "w") as file:
    file.write("index,arch,cifar10_test,cifar100_test,imagenet16_120_test\n")
    for index, (a, b, c, d, e, f) in enumerate(itertools.product(ops, repeat=6)):
        columns = ",".join(f"{random.uniform(10, 95):.2f}" for _ in range(3))
        file.write(f"{index},|{a}~0|+|{b}~0|{c}~1|+|{d}~0|{e}~1|{f}~2|,{columns}\n")
with open("alphas.json", "w") as file:
    rows = {key: [[random.gauss(0, 1e-3) for _ in range(8)] for _ in range(14)] for key in ("alphas_normal", "alphas_reduce")}
    json.dump(rows, file)
P
export ABS_NB201_TABLE=$work/table.csv
case " $commands " in
  *" report "* | *" status "*)
    echo "interrupt: a search for abs report and abs status ..." >&2
    finish_run search search -c "$CAMPAIGN_HOME/configs/search-spos-mobilenet-gpu-21-tiny-fashion-mnist.yaml" --device cpu space.width=0.5 \
      training.epochs=1 evolution.generations=2 evolution.population=6 evolution.crossover=3 evolution.top-k=3
    ;;
esac

case " $commands " in
  *" evaluate "*)
    echo "interrupt: a training for abs train --eval ..." >&2
    finish_run trained train -c "$CAMPAIGN_HOME/configs/train-mobilenet-gpu-21-tiny-fashion-mnist.yaml" --device cpu space.width=0.5 \
      data.source=embedded data.held-out=validation data.images= training.epochs= training.steps=20 training.learning-rate.per=step
    ;;
esac

# Sets the array `line` to a command that writes into the folder or file, or prints, and `again` to what is added when it is given again.
line() { # COMMAND OUTPUT
  again=
  case $1 in
    split) line=(split --data pictures/train --per-class 20 --out "$2") && again=never ;;
    flops) line=(flops --space mobilenet-gpu-21 --table "$2") ;;
    derive) line=(derive --algo darts --alphas alphas.json --draw "$2") ;;
    report) line=(report search --out "$2") ;;
    round) line=(shrink "${weights[@]}" --out "$2") && again=--overwrite ;;
    evaluate) line=(train --eval --eval-resume trained/last.safetensors --device cpu --out "$2") && again=--overwrite ;;
    correlate) line=(nb201 correlate "${weights[@]}" --accuracy-children 0 --bootstrap-draws 20 --out "$2") && again=--resume ;;
    drop) line=(nb201 drop "${weights[@]}" --metric "angle,random,truth" --out "$2") && again=--overwrite ;;
    variants) line=(nb201 variants "${weights[@]}" --bootstrap-draws 5 --out "$2") && again=--overwrite ;;
    lookup) line=(nb201 lookup "0 1 2 3 4 0") ;;
    angle) line=(angle "${weights[@]}" --all) ;;
    list) line=(list ops --space mobilenet-gpu-21) ;;
    config) line=(config show -c "$CAMPAIGN_HOME/configs/search-darts-cifar10.yaml") ;;
    doctor) line=(doctor --device cpu) ;;
    completion) line=(generate-completion) ;;
    status) line=(status search) ;;
  esac
}

# The first file of its own name that is not that of the reference, or nothing. Logs and provenance tell of times and processes.
unfinished() { # OUTPUT REFERENCE
  local file
  [ -e "$1" ] || return 0
  if [ -f "$1" ]; then
    cmp -s "$1" "$2" || echo "${1##*/}"
    return
  fi
  (cd "$1" && find . -type f ! -name '.*' ! -name lock ! -name log.txt ! -name provenance.json | sort) | while read -r file; do
    case $file in
      # It names its run and when it was made.
      */report.html) tail -n 1 "$1/$file" | grep -q '</html>$' || echo "${file#./}" ;;
      *) cmp -s "$1/$file" "$2/$file" || echo "${file#./}" ;;
    esac
  done | sed -n 1p
}

row() { # COMMAND SECONDS ENDED FASTER OUTCOME
  echo "| $1 | $2 | $3 | $4 | $5 |"
  echo "interrupt: $1: ${5:-nothing lost}" >&2
  case $5 in lost*) lost=$((lost + 1)) ;; esac
}

interrupted() { # COMMAND
  local name=$1 begin duration moment signal code pid i ended=0 faster=0 problem=''
  line "$name" "$name-reference"
  begin=$(date +%s.%N)
  "$abs" "${line[@]}" >"$name.out" 2>"$name.err" || { row "$name" - 0 0 "lost: left alone it ended with $?: $(tail -n 1 "$name.err")" && return; }
  duration=$(calculate "$(date +%s.%N) - $begin")
  for ((i = 1; i <= runs && ${#problem} == 0; i++)); do
    signal=$([ $((i % 2)) -eq 0 ] && echo KILL || echo TERM)
    line "$name" "$name-$i"
    moment=$(calculate "$(draw interrupt "$name" "$i") * $duration")
    "$abs" "${line[@]}" >"$name-$i.out" 2>"$name-$i.err" &
    pid=$!
    sleep "$moment"
    kill -s "$signal" "$pid" 2>/dev/null || true
    code=0
    wait "$pid" 2>/dev/null || code=$?
    case $code in
      0) faster=$((faster + 1)) ;;
      $((128 + $(kill -l "$signal")))) ended=$((ended + 1)) ;;
      *) problem="status $code after SIG$signal at $moment s: $(tail -n 1 "$name-$i.err")" && break ;;
    esac
    problem=$(unfinished "$name-$i" "$name-reference")
    [ -z "$problem" ] || { problem="$problem is unfinished after SIG$signal at $moment s" && break; }
    if [ -e "$name-$i" ]; then
      # Lists of images are never written over.
      [ "$again" != never ] || continue
      [ -z "$again" ] || line+=("$again")
    fi
    "$abs" "${line[@]}" >"$name-$i.out" 2>"$name-$i.err" || { problem="given again it ended with $?: $(tail -n 1 "$name-$i.err")" && break; }
    problem=$(unfinished "$name-$i" "$name-reference")
    [ -z "$problem" ] || { problem="$problem differs when the command was given again" && break; }
    [ ! -e "$name-reference" ] || [ -e "$name-$i" ] || problem="given again it wrote nothing"
    # Doctor and status tell of this moment, and what is written names its place.
    case $name in
      lookup | angle | list | config | completion) cmp -s "$name.out" "$name-$i.out" || problem="printed something else when it was given again" ;;
    esac
    rm -rf "${name:?}-$i"
  done
  if compgen -G "hs_err_pid*" >/dev/null; then
    problem="the virtual machine crashed"
  fi
  row "$name" "$duration" "$ended" "$faster" "${problem:+lost: $problem}"
}

echo "| command | seconds | ended by the signal | faster | lost |"
echo "| --- | ---: | ---: | ---: | --- |"
for command in $commands; do
  interrupted "$command"
done
echo
echo "Commands that lost something: $lost of $(wc -w <<<"$commands")."
[ "$lost" -eq 0 ]
