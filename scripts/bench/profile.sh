#!/usr/bin/env bash
# The operators that take longest, this toolkit beside PyTorch, per step: scripts/bench/profile.sh CASE
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
exec scripts/bench/run.sh --profile "$@"
