#!/usr/bin/env bash
# A row of the published table, from nothing to its top-1 on ImageNet: shrinks a space, searches it, trains what was found.
#
# Usage: scripts/reproduce.sh ROW ... [--data DIR] [--runs DIR] [--local] [--dry-run]
#        scripts/reproduce.sh --list
#
#   --list      prints the rows with the published numbers
#   --data DIR  holds ILSVRC2012/train, ILSVRC2012/val and, for DARTS and P-DARTS, cifar-10-batches-bin (default: .)
#   --runs DIR  where the runs lie (default: runs/reproduce in the current directory)
#   --local     runs the steps here, one after another, instead of handing them to Slurm by sbatch
#   --dry-run   prints every command and starts nothing
#
# Every step is a run directory of its own and, under Slurm, a job that starts when the one before it is done. A step whose
# directory has a result.json is not done again, one that has begun goes on, one that is in the queue is not handed in twice: its job's
# id lies beside the directory in NAME.job. Rows that share a step share its run. SBATCH_PARTITION, SBATCH_ACCOUNT and the
# like, and ABS_TORCH, are handed on. A step is printed with an estimate of its cost: docs/reproducing.md tells from what.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
self=reproduce.sh

fail() { # CODE MESSAGE
  echo "$self: $2" >&2
  exit "$1"
}

# Published top-1 and multiply-adds of the rows, and their steps, first to last.
rows=(spos spos-abs fairnas fairnas-abs proxyless proxyless-abs darts darts-abs darts-abs-600m pdarts pdarts-abs pdarts-abs-600m)
row() { # ROW: sets published, steps, and reason where it is not done; fails if there is no such row
  published='' steps='' reason=''
  case $1 in
    spos) published='75.33 % 465M' steps='search-spos train-spos' ;;
    spos-abs) published='75.97 % 472M' steps='shrink-mobilenet-gpu-21 search-spos-abs train-spos-abs' ;;
    fairnas) published='74.24 % 322M' steps='search-fairnas train-fairnas' ;;
    fairnas-abs) published='74.42 % 325M' steps='shrink-mobilenet-cpu-19 search-fairnas-abs train-fairnas-abs' ;;
    proxyless) published='75.56 % 467M' steps='search-proxyless train-proxyless' ;;
    proxyless-abs) published='76.14 % 470M' steps='shrink-mobilenet-gpu-21 search-proxyless-abs train-proxyless-abs' ;;
    darts) published='74.88 % 530M' steps='search-darts train-darts' ;;
    darts-abs) published='75.59 % 619M' steps='shrink-darts search-darts-abs train-darts-abs' ;;
    darts-abs-600m) published='75.19 % 547M' steps='shrink-darts search-darts-abs train-darts-abs-600m' ;;
    pdarts) published='75.58 % 553M' steps='search-pdarts train-pdarts' ;;
    pdarts-abs) published='75.89 % 645M' steps='shrink-darts search-pdarts-abs train-pdarts-abs' ;;
    pdarts-abs-600m) published='75.64 % 570M' steps='shrink-darts search-pdarts-abs train-pdarts-abs-600m' ;;
    nb201-cifar10 | nb201-cifar100)
      reason='rank correlations come from no chain of shrinking, search and training; docs/reproducing.md has the commands'
      ;;
    nb201-imagenet16-120) reason='the files of ImageNet16-120 are not read' ;;
    nb201-standalone) reason='angles of networks trained alone come from no chain of shrinking, search and training; docs/reproducing.md has the commands' ;;
    subspaces-setn | subspaces-enas | subspaces-gdas) reason="${1#subspaces-} is not among the searches of this project" ;;
    subspaces-darts | subspaces-spos) reason='which settings these searches of NAS-Bench-201 had is not published' ;;
    *) return 1 ;;
  esac
}
refused=(nb201-cifar10 nb201-cifar100 nb201-imagenet16-120 nb201-standalone subspaces-darts subspaces-setn subspaces-enas subspaces-gdas subspaces-spos)

# What a path of SPOS' supernet takes on one H200 with 64 or 128 images of 224x224: docs/results/2026-11-26-gpu.md.
ms_64=73.3
ms_128=105
evaluations='and 70,000,000 images looked at during evolution, at a third of a training step of 128 images that takes 105 ms'

# Sets kind, config, gpus, arguments, hours (of GPUs) and basis of a step.
step() { # NAME
  local name=$1 imagenet=("data.dir=$data/ILSVRC2012/train") cifar=("data.dir=$data/cifar-10-batches-bin")
  local test_images="data.files.test-dir=$data/ILSVRC2012/val"
  kind=${name%%-*} gpus=8 arguments=("${imagenet[@]}")
  case $name in
    shrink-mobilenet-gpu-21) config=$name-imagenet && counted 408680 "$ms_64" 'at most 408,680 steps of 64 images a GPU' ;;
    shrink-mobilenet-cpu-19) config=$name-imagenet && counted 276460 "$ms_64" '276,460 steps of 64 images a GPU, as if of the larger space' ;;
    shrink-darts) config=$name-imagenet && counted 733220 "$ms_64" '733,220 steps of 64 images a GPU, as if of SPOS (a path has 265M to 1,178M multiply-adds, 587M on average; there 654M)' ;;
    search-spos*)
      config=search-spos-mobilenet-gpu-21-imagenet
      counted 240400 "$ms_64" "240,400 steps of 64 images a GPU, $evaluations" 70000000
      ;;
    search-fairnas*)
      config=search-fairnas-mobilenet-cpu-19-imagenet
      counted 120200 "$ms_128" "120,200 passes of 128 images a GPU, as if of the larger space, $evaluations" 70000000
      ;;
    search-proxyless*)
      config=search-proxyless-mobilenet-gpu-21-imagenet
      counted 1684312 "$ms_64" '769,440 steps of 32 images a GPU and 114,359 updates of at most eight passes each, all as if of 64 images'
      ;;
    search-darts) config=search-darts-cifar10 gpus=1 && stated 96 'by its authors, 4 GPU-days (arXiv 1806.09055)' ;;
    search-darts-abs) config=search-darts-cifar10 gpus=1 && stated 96 'by its authors for the full space, 4 GPU-days (arXiv 1806.09055); on a shrunk one less' ;;
    search-pdarts) config=search-pdarts-cifar10 gpus=1 && stated 7 'by its authors, on one P100 (README of their code, chenxin061/pdarts)' ;;
    search-pdarts-abs) config=search-pdarts-cifar10-abs gpus=1 && stated 7 "by P-DARTS' authors for three stages, on one P100; one stage on a shrunk space takes less" ;;
    train-fairnas*) config=train-mobilenet-cpu-19-imagenet && counted 300000 "$ms_128" '300,000 steps of 128 images a GPU, as if of a path of SPOS (654M multiply-adds on average)' ;;
    train-spos* | train-proxyless*) config=train-mobilenet-gpu-21-imagenet && counted 300000 "$ms_128" '300,000 steps of 128 images a GPU, as if of a path of SPOS (654M multiply-adds on average)' ;;
    train-darts* | train-pdarts*) config=train-darts-imagenet && counted 625500 "$ms_64" '625,500 steps of 64 images a GPU, as if of a path of SPOS (654M multiply-adds on average)' ;;
  esac
  if [ "$gpus" = 1 ]; then
    arguments=("${cifar[@]}")
  fi
  case $name in
    search-fairnas-abs) arguments=(--space "$runs/shrink-mobilenet-cpu-19/shrunk-space.json" "${arguments[@]}") ;;
    search-darts-abs | search-pdarts-abs) arguments=(--space "$runs/shrink-darts/shrunk-space.json" "${arguments[@]}") ;;
    search-*-abs) arguments=(--space "$runs/shrink-mobilenet-gpu-21/shrunk-space.json" "${arguments[@]}") ;;
    train-*)
      local search=search-${name#train-}
      arguments=(--result "$runs/${search%-600m}" "${arguments[@]}" "$test_images")
      ;;
  esac
  case $name in
    # cells are found in the space of CIFAR-10 and trained in that of ImageNet
    train-darts* | train-pdarts*) arguments=(--space darts "${arguments[@]}") ;;
  esac
  case $name in
    *-600m) arguments+=(space.channels=45) ;;
  esac
}

counted() { # STEPS MILLISECONDS TEXT [IMAGES EVALUATED]
  hours=$(awk -v n="$1" -v ms="$2" -v g="$gpus" -v images="${4:-0}" -v slow="$ms_128" \
    'BEGIN { printf "%.0f", (n * ms * g + images * slow / 128 / 3) / 3600000 }')
  basis="$3, $2 ms each as measured on one H200, nothing for the exchange between GPUs"
}

stated() { # HOURS TEXT
  hours=$1
  basis="stated $2"
}

list() {
  local name
  printf '%-17s %-8s %-8s %s\n' row top-1 madds steps
  for name in "${rows[@]}"; do
    row "$name"
    # shellcheck disable=SC2086
    printf '%-17s %s %s   %-8s %s\n' "$name" $published "$steps"
  done
  for name in "${refused[@]}"; do
    row "$name"
    echo "$name: not done here: $reason"
  done
}

data=.
runs=runs/reproduce
local=false
dry=false
wanted=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      awk 'NR > 1 && /^#/ { sub(/^# ?/, ""); print; next } NR > 1 { exit }' "$0"
      exit 0
      ;;
    --list) list && exit 0 ;;
    --data | --runs)
      [ -n "${2:-}" ] || fail 2 "$1 needs a folder"
      declare "${1#--}=$2"
      shift
      ;;
    --local) local=true ;;
    --dry-run) dry=true ;;
    -*) fail 2 "'$1' is no option; there are --list, --data DIR, --runs DIR, --local, --dry-run" ;;
    *) wanted+=("$1") ;;
  esac
  shift
done
[ ${#wanted[@]} -gt 0 ] || fail 2 "which row? There are ${rows[*]}; --list tells more"
for name in "${wanted[@]}"; do
  row "$name" || fail 2 "there is no row '$name'; there are ${rows[*]}"
  [ -z "$reason" ] || fail 2 "row $name is not done here: $reason"
done
absolute() {
  case $1 in
    /*) echo "$1" ;;
    .) pwd ;;
    *) echo "$PWD/${1#./}" ;;
  esac
}
data=$(absolute "$data")
runs=$(absolute "$runs")
options=${ABS_OPTS:--Xmx8g}
abs=$here/scripts/abs
[ -x "$abs" ] || abs=$here/bin/abs

$local || $dry || [ -n "$(command -v sbatch)" ] || fail 1 'there is no sbatch here; --local runs the steps on this machine'
if ! $dry; then
  for folder in ILSVRC2012/train ILSVRC2012/val cifar-10-batches-bin; do
    case $folder:${wanted[*]} in
      cifar*:*darts*) ;;
      cifar*) continue ;;
    esac
    [ -e "$data/$folder" ] || fail 3 "--data: $data has no $folder, which ${wanted[*]} needs"
  done
  mkdir -p "$runs"
fi

# Sets id to that of a job of this step that waits or runs; fails if there is none. A job that is long gone is an invalid id to squeue;
# any other failure of it says nothing, and a step handed in twice would spoil its run.
queued() { # NAME
  local answer
  [ -f "$runs/$1.job" ] || return 1
  id=$(cat "$runs/$1.job")
  if answer=$(squeue --noheader --format=%A --jobs="$id" 2>&1); then
    grep -qx "$id" <<<"$answer"
  else
    [[ $answer == *'Invalid job id'* ]] || fail 1 "squeue cannot tell whether job $id of $1 is in the queue: ${answer%%$'\n'*}"
    return 1
  fi
}

# A word as a shell reads it, in quotes only where it needs them.
words() {
  local word quoted text=
  for word in "$@"; do
    quoted=$word
    case $word in
      *[!A-Za-z0-9_./:=@,+-]* | '') quoted=$(printf '%q' "$word") ;;
    esac
    text+=" $quoted"
  done
  echo "${text# }"
}

run_here() { # NAME
  local command=("$abs" "$kind" -c "$here/configs/$config.yaml" --out "$runs/$1")
  if [ -e "$runs/$1/config.yaml" ]; then
    command+=(--resume)
  fi
  command+=("${arguments[@]}")
  # batches wait in the Java heap
  local settings=("ABS_OPTS=$options") visible=${CUDA_VISIBLE_DEVICES:-0}
  if [ "$gpus" = 1 ]; then
    # all that are there would share its batches, and each normalise its own part
    settings+=("CUDA_VISIBLE_DEVICES=${visible%%,*}")
  fi
  echo "$(words "${settings[@]}") $(words "${command[@]}")"
  $dry || env "${settings[@]}" "${command[@]}" || fail $? "$1 ended with $?; the same call goes on from there"
}

# The variables of the printed commands hold the ids, so that what is printed can be run as it is.
submit() { # NAME; $before is the variable of the step before it, if that is not done yet
  local command id
  command="ABS_HOME=$(words "$here") sbatch --parsable --job-name=$(words "$1")"
  if [ "$gpus" != 8 ]; then
    command+=" --gpus-per-node=$gpus"
  fi
  if [ -n "$before" ]; then
    command+=" --dependency=afterok:\$$before --kill-on-invalid-dep=yes"
  fi
  command+=" $(words "$here/scripts/slurm/$kind.sbatch" "$here/configs/$config.yaml" "$runs/$1" "${arguments[@]}")"
  echo "$variable=\$($command)"
  if ! $dry; then
    id=$(eval "$command") || fail 1 "sbatch did not take $1"
    # on several clusters sbatch answers ID;CLUSTER
    echo "${id%%;*}" >"$runs/$1.job"
    declare -g "$variable=${id%%;*}"
    echo "# job ${id%%;*}"
  fi
  before=$variable
}

total=0
seen=' '
for name in "${wanted[@]}"; do
  row "$name"
  echo "# $name: published top-1 and multiply-adds $published"
  before=
  for one in $steps; do
    step "$one"
    if [ -f "$runs/$one/result.json" ]; then
      echo "# $one: finished, $runs/$one"
      before=
      continue
    fi
    variable=job_${one//-/_}
    if [[ $seen == *" $one "* ]]; then
      echo "# $one: as above"
      $local || before=$variable
      continue
    fi
    seen+="$one "
    echo "# $one: about $hours GPU-hours on $gpus $([ "$gpus" = 1 ] && echo GPU || echo GPUs), an estimate: $basis"
    total=$((total + hours))
    if $local; then
      run_here "$one"
    elif queued "$one"; then
      echo "$variable=$id # in the queue already"
      declare "$variable=$id"
      before=$variable
    else
      submit "$one"
    fi
  done
done
echo "# in all about $total GPU-hours, an estimate"
