#!/usr/bin/env bash
# Trains supernets for thousands of steps, a different path each, and watches the memory of the process.
#
# Usage: scripts/campaign.sh memory [--steps N] [--every N] [--spaces "S ..."] [--devices "D ..."] [--heap SIZE]
#
#   --steps N        training steps of 32 images (default 3000)
#   --every N        steps between two readings (default 250)
#   --spaces "S"     default "mobilenet-gpu-21@tiny nasbench201@tiny"
#   --devices "D"    one replica and two (default "cpu cpu:2")
#   --heap SIZE      of the virtual machine, fixed and touched at the start (default 256m)
#
# Resident memory must grow by less than 1 % from step 500 to the last one, and the number of arrays that the
# engine holds, over all its managers, must be the same at every reading from there on.
set -euo pipefail
steps=3000
every=250
spaces="mobilenet-gpu-21@tiny nasbench201@tiny"
devices="cpu cpu:2"
heap=256m
while [ $# -gt 0 ]; do
  case $1 in
    --steps | --every | --spaces | --devices | --heap)
      declare "${1#--}=${2:?$1 needs a value}"
      shift
      ;;
    --*=*)
      [[ $1 =~ ^--(steps|every|spaces|devices|heap)=(.+)$ ]] || { echo "memory: '$1' is no option of this campaign" >&2 && exit 2; }
      declare "${BASH_REMATCH[1]}=${BASH_REMATCH[2]}"
      ;;
    *) echo "memory: '$1' is no option of this campaign" >&2 && exit 2 ;;
  esac
  shift
done
for number in "$steps" "$every"; do
  [[ $number =~ ^[1-9][0-9]{0,6}$ ]] || { echo "memory: '$number' is not a number of steps" >&2 && exit 2; }
done
if [ "$steps" -le 500 ] || [ $((500 % every)) -ne 0 ]; then
  echo "memory: --steps must be above 500, and --every must divide 500" >&2
  exit 2
fi

# The process runs under the settings that the launcher has for commands that train.
eval "$(grep -E '^(export |training=)' "$CAMPAIGN_HOME/scripts/abs")"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

echo "Heap of $heap, touched at the start; \`$training\`; $(grep '^export ' "$CAMPAIGN_HOME/scripts/abs" | grep -o '^export [A-Z_]*' | cut -d ' ' -f 2 | while read -r name; do printf '`%s=%s` ' "$name" "${!name}"; done)"
echo
printf '| space | device | different paths | arrays'
for ((step = every; step <= steps; step += every)); do
  printf ' | MiB at %d' "$step"
done
printf ' | growth from 500 | passed |\n| --- | --- | ---: | ---:'
for ((step = every; step <= steps; step += every)); do
  printf ' | ---:'
done
printf ' | ---: | --- |\n'
bad=0
for space in $spaces; do
  for device in $devices; do
    echo "memory: $space on $device ..." >&2
    # shellcheck disable=SC2086
    "$java" $training "-Xms$heap" "-Xmx$heap" -XX:+AlwaysPreTouch --enable-native-access=ALL-UNNAMED \
      -cp "$CAMPAIGN_CLASSES" \
      io.absnas.core.bench.MemoryGrowth "$space" "$device" "$steps" "$every" "$CAMPAIGN_SEED" 2>"$CAMPAIGN_WORK/error.txt" || {
      bad=$((bad + 1))
      cat "$CAMPAIGN_WORK/error.txt" >&2
    }
  done
done
[ "$bad" -eq 0 ]
