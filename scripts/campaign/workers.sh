#!/usr/bin/env bash
# Kills workers, searcher and broker of a search at random, injects messages, compares its files with a calm search.
#
# Usage: scripts/campaign.sh workers [--children N] [--workers N] [--every S] [KEY.SUB=VALUE ...]
#
#   --children N   children, in generations of 25 (default 200)
#   --workers N    workers at a time (default 4); the first one is left alone, so that its memory can be watched
#   --every S      seconds between two kills of workers on average (default 4)
#   KEY.SUB=VALUE  overrides of the configuration, which is the scaled SPOS search with half the width and one epoch
#
# The supernet has one EdgeOp whose weights are not numbers, in the calm search too, which runs in one process without
# a broker. The other search has a RabbitMQ of its own on loopback. While it goes on, workers get SIGKILL and SIGTERM in turn,
# the searcher is killed with SIGKILL twice and resumed, the broker is stopped in order once and killed once and
# started again, a worker with another supernet asks to work, messages that are none and second copies of jobs are put
# into the queues. In the end evaluations.csv and result.json must be those of the calm search, byte for byte, with a row
# for each child; each child that failed must be among the messages put aside, with its reason, and so must each
# message that was none.
set -euo pipefail
children=200
workers=4
every=4
overrides=()
while [ $# -gt 0 ]; do
  case $1 in
    --children) children=${2:?--children needs a number} && shift ;;
    --children=*) children=${1#*=} ;;
    --workers) workers=${2:?--workers needs a number} && shift ;;
    --workers=*) workers=${1#*=} ;;
    --every) every=${2:?--every needs a number} && shift ;;
    --every=*) every=${1#*=} ;;
    [a-z]*=*) overrides+=("$1") ;;
    *) echo "workers: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
for number in "$children" "$workers" "$every"; do
  [[ $number =~ ^[1-9][0-9]{0,3}$ ]] || { echo "workers: '$number' is not a number of children, workers or seconds" >&2 && exit 2; }
done
[ $((children % 25)) -eq 0 ] || { echo "workers: --children is $children, must be a multiple of 25" >&2 && exit 2; }

work=$CAMPAIGN_WORK
abs=$CAMPAIGN_HOME/scripts/abs
config=$CAMPAIGN_HOME/configs/search-spos-mobilenet-gpu-21-tiny-fashion-mnist.yaml
lib=$CAMPAIGN_HOME/abs-cli/target/lib
training=(space.width=0.5 training.epochs=1 evolution.flops.max=1500000 evolution.population=25 log.every-seconds=5
  "${overrides[@]}")
settings=("${training[@]}" evolution.generations=$((children / 25)))
poisoned=features.2._ops.1.conv.0.weight

rows() { # DIRECTORY
  local count
  count=$(cat "$1/evaluations.csv" 2>/dev/null | wc -l)
  echo $((count > 0 ? count - 1 : 0))
}

resident() { # PROCESS
  awk '/^VmRSS/ { print $2 }' "/proc/$1/status" 2>/dev/null || true
}

say() {
  echo "workers: $*" >&2
}

cleanup() {
  local pid
  for pid in $(jobs -rp); do
    kill -KILL "$pid" 2>/dev/null || true
  done
  "$CAMPAIGN_HOME/scripts/broker.sh" stop --dir "$work/broker" >/dev/null 2>&1 || true
}
trap cleanup EXIT

say "training the supernet ..."
"$abs" search -c "$config" --out "$work/supernet" --device cpu:2 "${training[@]}" evolution.generations=1 evolution.population=1 evolution.crossover=0 >"$work/supernet.txt" 2>&1
python3 - "$work/supernet/supernet.safetensors" "$work/poisoned.safetensors" "$poisoned" <<'PYTHON'
import json, struct, sys

source, target, name = sys.argv[1:]
data = bytearray(open(source, "rb").read())
length = struct.unpack("<Q", data[:8])[0]
entry = json.loads(data[8:8 + length])[name]
assert entry["dtype"] == "F32"
begin, end = (8 + length + offset for offset in entry["data_offsets"])
data[begin:end] = struct.pack("<f", float("nan")) * ((end - begin) // 4)
open(target, "wb").write(data)
PYTHON
given=(supernet.weights="$work/poisoned.safetensors" supernet.initial="$work/supernet/base.safetensors")

say "the calm search, in one process ..."
begin=$SECONDS
"$abs" search -c "$config" --out "$work/calm" --device cpu:2 "${settings[@]}" "${given[@]}" >"$work/calm.txt" 2>&1
calm_seconds=$((SECONDS - begin))

"$CAMPAIGN_HOME/scripts/broker.sh" start --dir "$work/broker" --port any
eval "$("$CAMPAIGN_HOME/scripts/broker.sh" env --dir "$work/broker")"
storm=$work/storm
search() {
  if [ -f "$storm/config.yaml" ]; then
    "$abs" search --out "$storm" --resume --broker "$ABS_BROKER" >>"$work/storm.txt" 2>&1 &
  else
    "$abs" search -c "$config" --out "$storm" --device cpu:2 --broker "$ABS_BROKER" "${settings[@]}" "${given[@]}" >>"$work/storm.txt" 2>&1 &
  fi
  searcher=$!
}
declare -a worker
work_for_it() { # NUMBER
  local options=
  # The worker that is left alone shows what is left behind: its heap cannot grow.
  [ "$1" != 0 ] || options="-Xms384m -Xmx384m -XX:+AlwaysPreTouch"
  ABS_OPTS="${ABS_OPTS:-} $options" "$abs" worker --search "$storm" --broker "$ABS_BROKER" --device cpu --name "worker-$1" >>"$work/worker-$1.txt" 2>&1 &
  worker[$1]=$!
}

say "the storm: $workers workers, a kill every $every s ..."
begin=$SECONDS
search
for ((i = 0; i < workers; i++)); do
  work_for_it "$i"
done
killed=0
searchers_killed=0
brokers=0
injected=0
copies=0
foreign=none
early='' # resident memory of the worker that is left alone
late=''
most_searcher=0
longest=0
last_rows=0
last_change=$SECONDS
next_kill=$((SECONDS + every))
events="foreign:0.05 inject:0.1 searcher:0.25 broker-stop:0.4 inject:0.5 searcher:0.6 broker-kill:0.75 inject:0.85"
problem=''
code=
while [ -z "$code" ]; do
  sleep 0.5
  now=$(rows "$storm")
  if [ "$now" -ne "$last_rows" ]; then
    [ $((SECONDS - last_change)) -le "$longest" ] || longest=$((SECONDS - last_change))
    last_rows=$now
    last_change=$SECONDS
  elif [ $((SECONDS - last_change)) -gt 300 ]; then
    problem="no result for 300 s"
    break
  fi
  share=$(calculate "$now / $children")
  if awk "BEGIN { exit !($share >= 0.3) }"; then
    memory=$(resident "${worker[0]}")
    early=${early:-$memory}
    late=${memory:-$late}
    memory=$(resident "$searcher")
    most_searcher=$((${memory:-0} > most_searcher ? ${memory:-0} : most_searcher))
  fi
  for event in $events; do
    # Nothing can be lost any more, and a search that begins without a broker ends with 6.
    [ ! -f "$storm/result.json" ] || break
    if awk "BEGIN { exit !($share >= ${event#*:}) }"; then
      events=${events/"$event"/}
      case ${event%:*} in
        foreign)
          foreign=0
          "$abs" worker --search "$storm" --supernet "$work/supernet/supernet.safetensors" --broker "$ABS_BROKER" --device cpu --name foreign >"$work/foreign.txt" 2>&1 || foreign=$?
          ;;
        inject)
          counts=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$lib/*" "$CAMPAIGN_HOME/scripts/campaign/InjectMessages.java" "$ABS_BROKER" "$ABS_BROKER_PASSWORD_FILE" \
            "$(sed -n 's/.*"run" : "\(.*\)".*/\1/p' "$storm/jobs.json")" "$CAMPAIGN_SEED" 2>>"$work/inject.txt" | tail -n 1)
          injected=$((injected + ${counts% *}))
          copies=$((copies + ${counts#* }))
          ;;
        searcher)
          kill -KILL "$searcher" && wait "$searcher" 2>/dev/null || true
          searchers_killed=$((searchers_killed + 1))
          search
          ;;
        broker-*)
          action=${event#broker-}
          "$CAMPAIGN_HOME/scripts/broker.sh" "${action%:*}" --dir "$work/broker"
          sleep 3
          "$CAMPAIGN_HOME/scripts/broker.sh" start --dir "$work/broker"
          brokers=$((brokers + 1))
          ;;
      esac
      say "$now of $children: ${event%:*}"
    fi
  done
  if [ "$SECONDS" -ge "$next_kill" ] && [ "$workers" -gt 1 ]; then
    victim=$(awk -v d="$(draw victim "$killed")" -v n=$((workers - 1)) 'BEGIN { print 1 + int(d * n) }')
    signal=$([ $((killed % 2)) -eq 0 ] && echo KILL || echo TERM)
    if kill -s "$signal" "${worker[$victim]}" 2>/dev/null; then
      ended=0
      wait "${worker[$victim]}" 2>/dev/null || ended=$?
      # 0: it had left by itself.
      [ "$ended" -eq 0 ] || [ "$ended" -eq $((128 + $(kill -l "$signal"))) ] || problem=${problem:-worker $victim ended with status $ended after SIG$signal}
    fi
    work_for_it "$victim"
    killed=$((killed + 1))
    next_kill=$((SECONDS + $(awk -v d="$(draw pause "$killed")" -v e="$every" 'BEGIN { print 1 + int(2 * e * d) }')))
  fi
  if ! kill -0 "$searcher" 2>/dev/null; then
    code=0
    wait "$searcher" || code=$?
  fi
done
storm_seconds=$((SECONDS - begin))
say "the search has ended with status ${code:-none}${problem:+, $problem}"

# Workers learn that the run has its result, and leave by themselves.
left=0
for ((i = 0; i < workers; i++)); do
  for ((waited = 0; waited < 60; waited++)); do
    kill -0 "${worker[$i]}" 2>/dev/null || break
    sleep 1
  done
  if kill -0 "${worker[$i]}" 2>/dev/null; then
    problem=${problem:-worker $i has not left}
  else
    wait "${worker[$i]}" && left=$((left + 1)) || true
  fi
done

[ "$code" = 0 ] || problem=${problem:-the search ended with status $code}
for file in evaluations.csv result.json architectures.txt; do
  cmp -s "$work/calm/$file" "$storm/$file" || problem=${problem:-$file differs}
done
count=$(rows "$storm")
[ "$count" -eq "$children" ] || problem=${problem:-$count rows instead of $children}
failed=$(grep -c ',failed,' "$storm/evaluations.csv" || true)
[ "$failed" -gt 0 ] || problem=${problem:-no child failed}
"$abs" status "$storm" --broker "$ABS_BROKER" --dead 1000 --json >"$work/status.json"
read -r aside_jobs aside_none missing < <(python3 - "$work/status.json" "$storm/evaluations.csv" <<'PYTHON'
import csv, json, sys

status = json.load(open(sys.argv[1]))
rows = [row for row in csv.DictReader(open(sys.argv[2])) if row["status"] == "failed"]
aside = {}
none = 0
for letter in status["dead"]:
    try:
        job = json.loads(letter["body"])
        aside[job["payload"]["architecture"]] = letter["reason"]
        if job["id"] == "0" * 64:
            raise KeyError
    except (ValueError, KeyError, TypeError, RecursionError):
        none += 1
missing = [row for row in rows if aside.get(row["architecture"]) != row["reason"]]
print(len(rows) - len(missing), none, len(missing))
PYTHON
)
[ "$missing" -eq 0 ] || problem=${problem:-$missing failed children were not put aside}
[ "$aside_none" -ge "$injected" ] || problem=${problem:-$aside_none of $injected injected messages were put aside}
[ "$searchers_killed" -gt 0 ] && [ "$brokers" -gt 0 ] && [ "$injected" -gt 0 ] || problem=${problem:-the search was over before searcher and broker were killed: more --children}
[ "$foreign" = 3 ] || problem=${problem:-the foreign worker ended with status $foreign}
reason=$(grep -m 1 ',failed,' "$storm/evaluations.csv" | sed 's/.*,failed,,,,//')

echo "Configuration: \`configs/$(basename "$config")\` with \`${settings[*]}\`; the weights of \`$poisoned\` are NaN."
echo
echo "| | |"
echo "| --- | ---: |"
echo "| children, one row each | $count |"
echo "| children that failed (${reason:-none}) | $failed |"
echo "| of them put aside at the broker with the same reason | $aside_jobs |"
echo "| workers at a time | $workers |"
echo "| workers killed with SIGKILL and SIGTERM in turn | $killed |"
echo "| searchers killed with SIGKILL and resumed | $searchers_killed |"
echo "| broker stopped or killed, and started again | $brokers |"
echo "| messages that are none, injected / put aside | $injected / $aside_none |"
echo "| second copies of jobs injected | $copies |"
echo "| status of a worker with another supernet | $foreign |"
echo "| workers that left by themselves in the end with status 0 | $left |"
echo "| longest time without a result, s | $longest |"
echo "| time of the calm search (two evaluators, one process) / of the storm, s | $calm_seconds / $storm_seconds |"
echo "| resident memory of the worker that was left alone, at 30 % and at the end, MiB | $((${early:-0} / 1024)) / $((${late:-0} / 1024)) |"
echo "| most resident memory of the searcher, MiB | $((most_searcher / 1024)) |"
echo "| evaluations.csv, result.json, architectures.txt as in the calm search | ${problem:-yes} |"
[ -z "$problem" ]
