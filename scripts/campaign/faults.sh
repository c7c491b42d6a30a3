#!/usr/bin/env bash
# Kills every command, fills disks, forbids paths, jumps clocks, shares directories, takes memory away.
#
# Usage: scripts/campaign.sh faults [--cases "C ..."] [--runs N]
#
#   --cases "C"   of kill disk path clock share memory data (default: all)
#   --runs N      kills of each command (default 4)
#
# A row is `lost` if a command ended with another status than the documented ones, with other than one line, or left a
# directory that cannot be gone on with to the files of a run left alone. Cases that the machine does not allow say so.
set -euo pipefail
known="kill disk path clock share memory data"
cases=$known
runs=4
while [ $# -gt 0 ]; do
  case $1 in
    --cases | --runs)
      declare "${1#--}=${2:?$1 needs a value}"
      shift
      ;;
    --*=*)
      [[ $1 =~ ^--(cases|runs)=(.+)$ ]] || { echo "faults: '$1' is no option of this campaign" >&2 && exit 2; }
      declare "${BASH_REMATCH[1]}=${BASH_REMATCH[2]}"
      ;;
    *) echo "faults: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
[[ $runs =~ ^[1-9][0-9]{0,3}$ ]] || { echo "faults: '$runs' is not a number of runs" >&2 && exit 2; }
for case in $cases; do
  [[ " $known " == *" $case "* ]] || { echo "faults: '$case' is no case of this campaign, there are: $known" >&2 && exit 2; }
done
work=$CAMPAIGN_WORK
abs=$CAMPAIGN_HOME/scripts/abs
# Reached by a user who owns nothing.
open=$(mktemp -d)
chmod 755 "$open"
mounted=
group=
jumps=
trap 'set +e; end_jobs 2>/dev/null; [ -z "$mounted" ] || umount "$mounted"; [ -z "$group" ] || rmdir "$group" 2>/dev/null; [ -z "$jumps" ] || kill "$jumps" 2>/dev/null; chmod -R u+rwx "$open"; rm -rf "$open"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
lost=0

row() { # CASE OUTCOME
  echo "| $1 | $2 |"
  case $2 in lost*) lost=$((lost + 1)) ;; esac
  echo "faults: $1: $2" >&2
}

# Three small layers and 60 pictures of 8x8 pixels, as IDX files.
small_space "$open/space.yaml" 8 10 3
pictures() { # FOLDER CHARACTER
  local part
  mkdir -p "$1"
  for part in train t10k; do
    { printf '\0\0\010\003\0\0\0\074\0\0\0\010\0\0\0\010' && head -c 3840 /dev/zero | tr '\0' "$2"; } >"$1/$part-images-idx3-ubyte"
    { printf '\0\0\010\001\0\0\0\074' && for ((i = 0; i < 6; i++)); do printf '\0\001\002\003\004\005\006\007\010\011'; done; } >"$1/$part-labels-idx1-ubyte"
  done
}
pictures "$open/data" s
data="data={source: idx, dir: $open/data, classes: 10, held-out: test, side: 8, channels: 3, normalisation: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}, augmentation: {flip: false, pad: 0, cutout: 0}, threads: 1}"
training=("space.file=$open/space.yaml" "$data" training.batch-size=20 training.epochs=4 evaluation.every-epochs=1 checkpoint.every-steps=1 log.every-steps=1)
train() { # DIRECTORY
  exec "$abs" train --out "$1" --arch "0 1 0" "${training[@]}"
}

# Runs a command; $code, $lines ("abs: ..." on standard error) and $last follow.
try() {
  code=0
  if [ "$1" = train ]; then
    set -- "$abs" train --out "$2" --arch "0 1 0" "${training[@]}"
  fi
  timeout 300 "$@" >"$work/out.txt" 2>"$work/err.txt" </dev/null || code=$?
  lines=$(grep -c '^abs: ' "$work/err.txt" || true)
  last=$({ grep '^abs: ' "$work/err.txt" || true; } | tail -n 1 | sed "s#$open#DIR#g; s#$work#DIR#g; s/|/\\\\|/g" | cut -c 1-160)
  # What the virtual machine says for itself.
  [ "$code" = 0 ] || last=${last:-$(tail -n 1 "$work/err.txt" | sed "s/|/\\\\|/g" | cut -c 1-160)}
  if grep -q 'fatal error has been detected' "$work/out.txt" "$work/err.txt"; then
    code="$code, crashed"
  fi
}

same() { # DIRECTORY
  local file
  for file in result.json last.safetensors best.safetensors; do
    cmp -s "$1/$file" "$work/reference/$file" || return 1
  done
}

# Goes on with a directory, or begins anew if it holds no run.
goes_on() { # DIRECTORY
  if [ -f "$1/config.yaml" ]; then
    try "$abs" train --out "$1" --resume
  else
    try train "$1"
  fi
  [ "$code" = 0 ] && same "$1"
}

# A row for a command that was tried: its status must be one of those given, with one line, and the run must go on.
judged() { # CASE STATUSES DIRECTORY
  local text="status $code${last:+: $last}"
  if [[ " $2 " != *" $code "* ]] || { [ "$code" != 0 ] && [ "$lines" -ne 1 ]; }; then
    row "$1" "lost: status $code with $lines lines, $(tail -n 1 "$work/err.txt" | cut -c 1-160)"
  elif [ -n "$3" ] && ! goes_on "$3"; then
    row "$1" "lost: $text; afterwards status $code, ${last:-other files}"
  else
    row "$1" "$text${3:+; goes on to the same files}"
  fi
}

# Makes $group, a control group whose file $limited holds the bytes that its processes may have.
group() {
  if [ -d /sys/fs/cgroup/memory ]; then
    group=/sys/fs/cgroup/memory/abs-$$ limited=memory.limit_in_bytes
  else
    group=/sys/fs/cgroup/abs-$$ limited=memory.max
  fi
  mkdir "$group" 2>/dev/null || { group= && return 1; }
  [ -w "$group/$limited" ] || { rmdir "$group" && group= && return 1; }
}

wants() { # CASE
  [[ " $cases " == *" $1 "* ]]
}

echo "| case | outcome |"
echo "| --- | --- |"
try train "$work/reference"
[ "$code" = 0 ] || { cat "$work/err.txt" >&2 && exit 1; }

if wants disk; then
  for blocks in 1 8 24 64 100; do
    directory=$work/limit-$blocks
    try bash -c "$(declare -p training abs); $(declare -f train); ulimit -f $blocks; train '$directory'"
    judged "files of at most $blocks KiB" "0 1 7" "$directory"
  done
  if mkdir "$open/disk" && mount -t tmpfs -o size=160k none "$open/disk" 2>/dev/null; then
    mounted=$open/disk
    try train "$open/disk/run"
    mount -o remount,size=4m "$open/disk"
    judged "file system of 160 KiB, enlarged afterwards" "1" "$open/disk/run"
    umount "$open/disk" && mounted=
  else
    row "full file system" "not here: mounting is not permitted"
  fi
fi

if wants path; then
  if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nowhere)
    as_nobody() { try "${nobody[@]}" bash -c "$(declare -p training abs); $(declare -f train); $1"; }
    mkdir "$open/root"
    as_nobody "train '$open/root/run'"
    judged "directory of another user" "1 2" ""
    cp -r "$work/reference" "$open/read-only"
    as_nobody "'$abs' train --out '$open/read-only' --resume"
    judged "run of another user, resumed" "1 2 5" ""
    same "$open/read-only" || row "run of another user, afterwards" "lost: changed"
    chmod 700 "$open/data"
    as_nobody "train /tmp/nobody-$$"
    judged "pictures that may not be read" "3" ""
    chmod 755 "$open/data"
    cp "$open/space.yaml" "$open/secret.yaml" && chmod 600 "$open/secret.yaml"
    as_nobody "'$abs' list ops --space '$open/secret.yaml'"
    judged "space that may not be read" "2 3" ""
    rm -rf "/tmp/nobody-$$"
  else
    row "forbidden paths" "not here: needs root and setpriv"
  fi
  try train "$open/space.yaml/run"
  judged "directory below a file" "1 2" ""
fi

if wants clock; then
  if command -v faketime >/dev/null; then
    for moment in "1980-01-02 00:00:00" "2099-12-31 23:59:59"; do
      directory=$work/clock-${moment%%-*}
      (ulimit -f 24 && train "$directory" >/dev/null 2>&1) || true
      try faketime "$moment" "$abs" train --out "$directory" --resume
      judged "begun now, gone on with in ${moment%%-*}" "0" "$directory"
    done
    library=$(find /usr/lib /usr/local/lib -name libfaketime.so.1 2>/dev/null | sed -n 1p)
    [ -f "$library" ] || { echo "faults: faketime is there, but not its library libfaketime.so.1" >&2 && exit 1; }
    echo +0 >"$work/clock"
    (while :; do for jump in -1d +40d -9000d +0; do echo "$jump" >"$work/clock" && sleep 0.3; done; done) &
    jumps=$!
    try env "LD_PRELOAD=$library" FAKETIME_TIMESTAMP_FILE="$work/clock" FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 \
      "$abs" train --out "$work/jumps" --arch "0 1 0" "${training[@]}"
    kill "$jumps" && { wait "$jumps" 2>/dev/null || true; }
    jumps=
    judged "clock that jumps by days, forth and back, three times a second" "0" "$work/jumps"
  else
    row "clock jumps" "not here: faketime is not installed"
  fi
fi

if wants share; then
  train "$work/shared" >"$work/first.txt" 2>&1 &
  first=$!
  for ((i = 0; i < 600; i++)); do
    [ ! -f "$work/shared/lock" ] || break
    sleep 0.1
  done
  try "$abs" train --out "$work/shared" --resume
  second="$code $lines $last"
  wait "$first" || true
  read -r code lines last <<<"$second"
  judged "second process on a directory" "0 2" "$work/shared"
fi

if wants memory; then
  for heap in 8m 14m 20m; do
    export ABS_OPTS=-Xmx$heap
    try train "$work/heap-$heap"
    unset ABS_OPTS
    # A heap that is too small for the machine itself is told by the machine.
    lines=$((lines > 1 ? lines : 1))
    judged "heap of $heap" "0 1" "$work/heap-$heap"
  done
  for limit in 100 160 220; do
    if ! group; then
      row "memory limit of $limit MiB" "not here: control groups for memory cannot be made"
      group=
      continue
    fi
    echo "$limit"M >"$group/$limited"
    try bash -c "echo \$\$ >'$group/cgroup.procs'; $(declare -p training abs); $(declare -f train); train '$work/group-$limit'"
    # The kernel ends a process that wants more, without a word.
    [ "$code" != 137 ] || lines=1
    [ "$code" != 137 ] || last="killed by the kernel"
    rmdir "$group" && group=
    judged "memory limit of $limit MiB" "0 1 7 137" "$work/group-$limit"
  done
fi

if wants data; then
  directory=$work/changed
  train "$directory" >/dev/null 2>&1 &
  first=$!
  for ((i = 0; i < 600; i++)); do
    ! compgen -G "$directory/checkpoints/step-*" >/dev/null || break
    sleep 0.1
  done
  kill -KILL "$first" 2>/dev/null || true
  wait "$first" 2>/dev/null || true
  rm -f "$directory/result.json"
  pictures "$open/data" d
  try "$abs" train --out "$directory" --resume
  code_changed=$code
  pictures "$open/data" s
  code=$code_changed
  judged "pictures that changed between two runs" "3 5" "$directory"
fi

if wants kill; then
  for command in shrink train tabulate search-spos search-fairnas search-proxyless search-darts search-pdarts; do
    mkdir -p "$work/$command"
    status=0
    CAMPAIGN_WORK=$work/$command bash "$CAMPAIGN_HOME/scripts/campaign/kill.sh" --command "$command" --runs "$runs" --devices cpu --jobs 2 >"$work/$command.md" || status=$?
    killed=$(grep -c '^| cpu .*SIG' "$work/$command.md" || true)
    text=$(tail -n 1 "$work/$command.md")
    [ "$status" -eq 0 ] && row "$killed kills in $runs runs of $command" "$text" || row "$killed kills in $runs runs of $command" "lost: $text"
  done
  if "$CAMPAIGN_HOME/scripts/broker.sh" installed; then
    mkdir -p "$work/workers"
    status=0
    CAMPAIGN_WORK=$work/workers bash "$CAMPAIGN_HOME/scripts/campaign/workers.sh" >"$work/workers.md" || status=$?
    count() { sed -n "s/^| $1[^|]*| \([^|]*\) |$/\1/p" "$work/workers.md"; }
    text="$(count 'children, one row') rows of 200 children, files as in a calm search: $(count 'evaluations.csv')"
    [ "$status" -eq 0 ] || text="lost: $text"
    row "$(count 'workers killed') kills of workers, $(count 'searchers killed') of their search, $(count 'broker stopped') of the broker" "$text"
  else
    row "kills of workers" "not here: RabbitMQ is not installed"
  fi
  status=0
  bash "$CAMPAIGN_HOME/scripts/campaign/interrupt.sh" --runs "$runs" >"$work/interrupt.md" || status=$?
  while IFS='|' read -r _ command _ ended faster outcome _; do
    row "$((ended + faster)) kills of ${command// /}" "$([[ $outcome == *lost* ]] && echo "${outcome# }" || echo "$((ended)) ended by the signal, then the same files and text")"
  done < <(grep '^| [a-z]* | [0-9-]' "$work/interrupt.md")
  [ "$status" -eq 0 ] || grep -q 'lost: ' "$work/interrupt.md" || row "interruptions" "lost: status $status"
  # A shell has its processes in the background ignore SIGINT; SignalTest has that.
  for signal in TERM KILL; do
    # Inside the engine, from its first round to five seconds later.
    (cd "$work" && exec "$abs" latency --space mobilenet-gpu-21@tiny --repeats 100000 --out latency.json >/dev/null 2>"$work/err.txt") &
    pid=$!
    for ((i = 0; i < 600; i++)); do
      ! grep -q ' rounds' "$work/err.txt" || break
      sleep 0.1
    done
    sleep "$(calculate "5 * $(draw latency "$signal")")"
    kill -s "$signal" "$pid"
    code=0
    wait "$pid" 2>/dev/null || code=$?
    expected=$((128 + $(kill -l "$signal")))
    if [ "$code" -eq "$expected" ] && [ ! -e "$work/latency.json" ] && ! compgen -G "$work/hs_err_pid*" >/dev/null; then
      row "SIG$signal to abs latency" "status $code; no table, no crash"
    else
      row "SIG$signal to abs latency" "lost: status $code"
    fi
  done
fi

echo
echo "Rows that are lost: $lost."
[ "$lost" -eq 0 ]
