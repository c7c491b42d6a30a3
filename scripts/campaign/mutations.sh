#!/usr/bin/env bash
# Reads files of all formats that were damaged at random, in process, and a few through the launcher.
#
# Usage: scripts/campaign.sh mutations [--formats "F ..."] [--count N] [--launched N] [--heap SIZE] [--reasons]
#
#   --formats "F"   default: all; a wrong one names them
#   --count N       files of each format (default 10000)
#   --launched N    of them through scripts/abs, for formats that a short command reads (default 40)
#   --heap SIZE     of the virtual machine (default 256m)
#   --reasons       also tells what files were refused for
#
# Own formats (checkpoint, result, space, message, list, decoded) must be refused with one line or read to the
# value that was written; all others must be read or refused with one line. Whatever else comes out, running out of
# memory, and a minute with one file fail. Through the launcher the status must be 0, or that of the documents for the format with
# one line; images are read by a training of one step. Checkpoints, results, messages, lists and decoded pictures have no short
# command that reads them.
set -euo pipefail
formats=
count=10000
launched=40
heap=256m
reasons=
while [ $# -gt 0 ]; do
  case $1 in
    --formats | --count | --launched | --heap)
      declare "${1#--}=${2:?$1 needs a value}"
      shift
      ;;
    --reasons) reasons=reasons ;;
    --*=*)
      [[ $1 =~ ^--(formats|count|launched|heap)=(.+)$ ]] || { echo "mutations: '$1' is no option of this campaign" >&2 && exit 2; }
      declare "${BASH_REMATCH[1]}=${BASH_REMATCH[2]}"
      ;;
    *) echo "mutations: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
for number in "$count" "$launched"; do
  [[ $number =~ ^[0-9]{1,9}$ ]] || { echo "mutations: '$number' is not a number of files" >&2 && exit 2; }
done

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
mutations() { # ARGUMENTS
  "$java" "-Xmx$heap" -cp "$CAMPAIGN_CLASSES" io.absnas.cli.mutation.MutationCampaign "$@" 2>>"$CAMPAIGN_WORK/error.txt"
}
problems() {
  grep -E '^mutations: ' "$CAMPAIGN_WORK/error.txt" >&2 || tail -n 5 "$CAMPAIGN_WORK/error.txt" >&2
}

echo "$count damaged files of each format, read one after the other in one process with a heap of $heap. The heap at most is that of the format's worst file."
echo
status=0
# shellcheck disable=SC2086
mutations "$CAMPAIGN_WORK/read" "$CAMPAIGN_SEED" "$count" $reasons $formats || status=$?
[ "$status" -eq 0 ] || problems
[ "$status" -ne 2 ] || exit 2
[ "$launched" -gt 0 ] || exit "$status"

# Without blanks, as a word.
cell='|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|'
normal='normalisation={mean:[0.5,0.5,0.5],std:[0.5,0.5,0.5]}'
# A training of one step on all images of a folder, one of whose files is damaged.
trains() { # FOLDER CLASSES SIDE BATCH SOURCE [OVERRIDE ...]
  local folder=$1 classes=$2 side=$3 batch=$4 source=$5
  shift 5
  small_space "$folder/space.yaml" "$side" "$classes" 3
  echo train --out "$folder/run" --device cpu --arch 0,1,0 "space.file=$folder/space.yaml" \
    "data.source=$source" data.held-out=test "data.side=$side" "training.batch-size=$batch" training.epochs= training.steps=1 "$@"
}

# What reads one damaged file of a format; none for those that no short command reads.
reader() { # FORMAT FILE
  local folder=$2.folder golden=$CAMPAIGN_HOME/abs-core/src/test/resources/golden/image
  case $1 in
    space) set -- --space "$2" && echo list ops "$@" ;;
    space-yaml) cp "$2" "$2.yaml" && echo list ops --space "$2.yaml" ;;
    yaml) cp "$2" "$2.yaml" && echo shrink -c "$2.yaml" --dry-run --no-estimate data.images=1000 ;;
    alphas) cp "$2" "$2.json" && echo derive --algo darts --alphas "$2.json" ;;
    csv) cp "$2" "$2.csv" && echo nb201 lookup --table "$2.csv" "$cell" ;;
    npz | safetensors | pth) cp "$2" "$2.$1" && echo angle --space nasbench201 --channels 4 --cells 1 --classes 10 --initial "$2.$1" --trained "$2.$1" --arch "$cell" ;;
    idx | idx-labels)
      cp -r "$CAMPAIGN_WORK/launched-$1/originals/foreign/idx" "$folder"
      cp "$2" "$folder/train-$([ "$1" = idx ] && echo images-idx3 || echo labels-idx1)-ubyte"
      trains "$folder" 10 8 3 idx "data.dir=$folder" data.classes=10 "data.$normal"
      ;;
    cifar)
      mkdir "$folder"
      head -c 6148 /dev/zero | tr '\0' '\5' >"$folder/test.bin"
      cp "$2" "$folder/train.bin"
      trains "$folder" 100 32 2 cifar100 "data.dir=$folder"
      ;;
    jpeg)
      mkdir -p "$folder"/{train,test}/{cat,dog}
      for one in train/cat train/dog test/cat test/dog; do cp "$golden/grey.jpg" "$folder/$one/0.jpg"; done
      cp "$2" "$folder/train/cat/0.jpg"
      trains "$folder" 2 8 2 folder "data.dir=$folder/train" "data.files.test-dir=$folder/test" "data.files.cache=$folder/cache"
      ;;
  esac
}

echo
echo "$launched of each through \`scripts/abs\`:"
echo
echo "| format | read, status 0 | refused | status then | anything else, or other than one line |"
echo "| --- | ---: | ---: | ---: | ---: |"
known="space space-yaml yaml alphas csv npz safetensors pth idx idx-labels cifar jpeg"
for format in $known; do
  [ -z "$formats" ] || [[ " $formats " == *" $format "* ]] || continue
  mutations "$CAMPAIGN_WORK/launched-$format" "$CAMPAIGN_SEED" "$launched" files "$format" || { problems && exit 1; }
  # docs/file-formats.md: 2 for configurations, 3 for other input.
  refused=$([ "$format" = yaml ] && echo 2 || echo 3)
  declare -A codes=([0]=0 [2]=0 [3]=0 [bad]=0)
  for ((i = 0; i < launched; i++)); do
    # Names without blanks, so words are words.
    read -r -a words <<<"$(reader "$format" "$CAMPAIGN_WORK/launched-$format/$format/$i")"
    code=0
    timeout 120 "$CAMPAIGN_HOME/scripts/abs" "${words[@]}" >/dev/null 2>"$CAMPAIGN_WORK/err.txt" </dev/null || code=$?
    lines=$(grep -c '^abs: ' "$CAMPAIGN_WORK/err.txt" || true)
    case $code-$lines in
      0-0 | "$refused-1") codes[$code]=$((codes[$code] + 1)) ;;
      *)
        codes[bad]=$((codes[bad] + 1))
        status=1
        echo "mutations: ${words[*]} ended with status $code: $(tail -n 1 "$CAMPAIGN_WORK/err.txt" | cut -c 1-300)" >&2
        ;;
    esac
  done
  echo "| $format | ${codes[0]} | ${codes[$refused]} | $refused | ${codes[bad]} |"
done
exit "$status"
