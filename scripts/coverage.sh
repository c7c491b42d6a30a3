#!/usr/bin/env bash
# Runs every test and tells which share of the lines they ran, package by package. Lines that only processes of their own run
# (tests of the launcher) do not count.
#
#   scripts/coverage.sh [--csv FILE] [MAVEN OPTIONS]
#
#   --csv FILE  reads this report of JaCoCo, runs nothing
#
# Fails below 85 % in core.space, core.flops and core.angle and below 75 % elsewhere. abs-cli/target/site/jacoco-aggregate/index.html
# shows the lines.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
csv=abs-cli/target/site/jacoco-aggregate/jacoco.csv
if [ "${1:-}" = --csv ]; then
  csv=$2
else
  # Tests that count what is allocated may fail where the lines are counted too.
  scripts/test.sh -Pcoverage -Dmaven.test.failure.ignore=true "$@" >&2
fi
python3 - "$csv" <<'PYTHON'
import csv, sys

packages = {}
with open(sys.argv[1], newline="") as file:
    for row in csv.DictReader(file):
        missed, covered = packages.setdefault(row["PACKAGE"].removeprefix("io.absnas."), [0, 0])
        packages[row["PACKAGE"].removeprefix("io.absnas.")] = [missed + int(row["LINE_MISSED"]), covered + int(row["LINE_COVERED"])]
failed = []
print("| package | lines | run by tests |\n| --- | ---: | ---: |")
for name, (missed, covered) in sorted(packages.items()):
    lines = missed + covered
    share = covered / lines if lines else 1
    print(f"| {name} | {lines} | {100 * share:.1f} % |")
    if share < (0.85 if name in ("core.space", "core.flops", "core.angle") else 0.75):
        failed.append(f"{name}: {100 * share:.1f} %")
missed, covered = (sum(column) for column in zip(*packages.values()))
print(f"| all | {missed + covered} | {100 * covered / (missed + covered):.1f} % |")
for line in failed:
    print(f"\nFailed: {line}")
sys.exit(bool(failed))
PYTHON
