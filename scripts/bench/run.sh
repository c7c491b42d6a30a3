#!/usr/bin/env bash
# Compares this toolkit with PyTorch 2.7.1 in alternating turns and prints one table: scripts/bench/run.sh [CASE...]
# Cases, settings and reading: docs/benchmarks.md. BENCH_PYTHON is a Python that has torch and numpy.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
[ "${BENCH_BUILD:-1}" = 0 ] || scripts/bench/build.sh abs-core
exec "${BENCH_PYTHON:-python3}" scripts/bench/bench.py "$@"
