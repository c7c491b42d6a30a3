#!/usr/bin/env bash
# Does shrinking help search? Paired searches of a small space, full and shrunk, against a table of true accuracies.
#
# Usage: scripts/campaign.sh paired --table FILE [--seeds "S ..."] [--lanes N] [--runs DIR] [--earlier FILE] [--smoke]
#
#   --table FILE     table.csv of abs tabulate -c configs/tabulate-nasbench201-3-nodes-fashion-mnist.yaml
#   --earlier FILE   what SPOS found with other seeds (CSV with seed, space, top-1), to tell the angle's differences of all seeds too
#   --seeds "S ..."  of shrinking, supernets and searches (default "0 1 2 3 4 5 6 7 8 9")
#   --lanes N        runs at a time, each with one engine thread (default 2)
#   --runs DIR       where the runs lie (default runs/campaign-paired); those that are finished are kept, others resumed
#   --smoke          one epoch wherever there are several
#
# Fixed before any run (docs/campaigns.md): a seed gives four shrunk spaces, by angle, accuracy, magnitude and at random, and
# three kinds of search on each and on the full space, all with the same budget: SPOS; random search by the same supernet, as
# many children as SPOS evaluates; random search by training, as many architectures of the space as the supernet's images pay
# for, the best by its first seed's accuracy. A second SPOS search of the full space trains as many epochs more as shrinking
# took. What counts is the true top-1 of what was found, mean over the table's seeds (random search by training: of the seeds
# it did not choose by). Differences to the full space are paired by seed; intervals are percentiles of 10,000
# bootstrap draws of seeds, and Student's. What was found is left as found.csv among the runs. It passes if every run finished; what the numbers say is for the reader.
set -euo pipefail
table=
seeds="0 1 2 3 4 5 6 7 8 9"
lanes=2
runs=$CAMPAIGN_HOME/runs/campaign-paired
earlier=
smoke=
while [ $# -gt 0 ]; do
  case $1 in
    --table | --seeds | --lanes | --runs | --earlier)
      declare "${1#--}=${2:?$1 needs a value}"
      shift
      ;;
    --smoke) smoke=yes ;;
    *) echo "paired: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
[ -f "$table" ] || { echo "paired: --table names no file: '$table'" >&2 && exit 2; }
[[ $lanes =~ ^[1-9][0-9]?$ ]] || { echo "paired: --lanes is '$lanes', must be 1 to 99" >&2 && exit 2; }
[[ $seeds =~ ^(0|[1-9][0-9]{0,8})(\ +(0|[1-9][0-9]{0,8}))*$ ]] || { echo "paired: --seeds is '$seeds', must be whole numbers" >&2 && exit 2; }
[ -z "$(tr ' ' '\n' <<<"$seeds" | grep . | sort | uniq -d)" ] || { echo "paired: --seeds is '$seeds', names a seed twice" >&2 && exit 2; }
[ -z "$earlier" ] || [ -f "$earlier" ] || { echo "paired: --earlier names no file: '$earlier'" >&2 && exit 2; }
table=$(readlink -f "$table")
mkdir -p "$runs"
runs=$(cd "$runs" && pwd)
configs=$CAMPAIGN_HOME/configs
metrics="angle accuracy magnitude random"
shrink_epochs=4
search_epochs=12
if [ -n "$smoke" ]; then
  shrink_epochs=1
  search_epochs=1
fi

# SPOS, and random search by the supernet that it trained.
searches() { # NAME SEED EPOCHS ARGUMENT ...
  local name=$1 seed=$2 epochs=$3
  shift 3
  finish_run "$runs/spos-$name-s$seed" search -c "$configs/search-spos-nasbench201-3-nodes-fashion-mnist.yaml" --seed "$seed" \
    --device cpu "training.epochs=$epochs" "$@" &&
    finish_run "$runs/sampled-$name-s$seed" search -c "$configs/search-spos-nasbench201-3-nodes-fashion-mnist.yaml" --seed "$seed" \
      --supernet "$runs/spos-$name-s$seed/supernet.safetensors" --strategy random --device cpu "training.epochs=$epochs" "$@"
}

one_seed() { # SEED
  local seed=$1 metric
  searches full "$seed" "$search_epochs" &&
    searches longer "$seed" "$((search_epochs + shrink_epochs))" || return 1
  for metric in $metrics; do
    finish_run "$runs/shrink-$metric-s$seed" shrink -c "$configs/shrink-nasbench201-3-nodes-fashion-mnist.yaml" --seed "$seed" --device cpu \
      "scoring.metric=$metric" "training.epochs=$shrink_epochs" "training.learning-rate.epochs=$shrink_epochs" &&
      searches "$metric" "$seed" "$search_epochs" --space "$runs/shrink-$metric-s$seed/shrunk-space.json" || return 1
  done
  echo "paired: seed $seed is there" >&2
}

page() { # OPTION ...
  # shellcheck disable=SC2086
  python3 "$CAMPAIGN_HOME/scripts/campaign/paired.py" "$@" "$table" "$runs" "$search_epochs" $seeds
}
# before hours of runs that a table with holes would make worthless
page --check

failures=$CAMPAIGN_WORK/failures
end_jobs_too
for seed in $seeds; do
  while [ "$(jobs -rp | wc -l)" -ge "$lanes" ]; do
    wait -n || true
  done
  { one_seed "$seed" || echo "$seed" >>"$failures"; } &
done
wait
[ ! -s "$failures" ] || { echo "paired: seeds that did not end: $(paste -sd ' ' "$failures")" >&2 && exit 1; }

page --found "$runs/found.csv" ${earlier:+--earlier "$earlier"}
