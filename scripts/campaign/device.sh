#!/usr/bin/env bash
# Trains the same supernets on the CPU and on GPUs and compares the weights; repeats and resumes must be equal.
#
# Usage: scripts/campaign.sh device [--device D] [--steps N] [--spaces "S ..."] [--fixed-order false]
#
#   --device D            what is compared with as many replicas on the CPU (default gpu:0)
#   --steps N             training steps of 32 images (default 20)
#   --spaces "S"          default "mobilenet-gpu-21@tiny nasbench201@tiny darts@tiny"
#   --fixed-order false   cuDNN may add in any order, so that repeats differ (default true)
#
# In float64 the weights must be within 1e-8 of the CPU's, relative to how far training has moved them; in float32
# within ten times the distance that float32 has from float64 on the CPU, since rounding grows from step to step. TF32 is off. The column "repeated" says
# whether a second run on the device gives the same bits; it is told, and decides nothing.
set -euo pipefail
device=gpu:0
steps=20
spaces="mobilenet-gpu-21@tiny nasbench201@tiny darts@tiny"
order=true
while [ $# -gt 0 ]; do
  case $1 in
    --device) device=${2:?--device needs a value} && shift ;;
    --device=*) device=${1#*=} ;;
    --steps) steps=${2:?--steps needs a number} && shift ;;
    --steps=*) steps=${1#*=} ;;
    --spaces) spaces=${2:?--spaces needs a list} && shift ;;
    --spaces=*) spaces=${1#*=} ;;
    --fixed-order) order=${2:?--fixed-order needs true or false} && shift ;;
    --fixed-order=*) order=${1#*=} ;;
    *) echo "device: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
[[ $steps =~ ^[1-9][0-9]{0,4}$ ]] || { echo "device: --steps is '$steps', must be a number from 1 on" >&2 && exit 2; }

echo "Device: $device; cuDNN in a fixed order: $order; TF32 off."
echo
echo "| space | numbers | steps | loss, step 1 | loss, last step | weights apart | float32 from float64, CPU | repeated: same bits | ms a step, CPU | ms a step, device |"
echo "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: |"
# The process runs under the settings of the launcher.
eval "$(grep -E '^export ' "$CAMPAIGN_HOME/scripts/abs")"
NVIDIA_TF32_OVERRIDE=0 ABS_CUDNN_DETERMINISTIC=$order DJL_OFFLINE=true "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g --enable-native-access=ALL-UNNAMED \
  -cp "$CAMPAIGN_CLASSES" io.absnas.core.bench.DeviceParity "$device" "$steps" "$spaces" "$CAMPAIGN_WORK/cases" 2>"$CAMPAIGN_WORK/error.txt" || {
  tail -n 3 "$CAMPAIGN_WORK/error.txt" >&2
  exit 1
}
