#!/usr/bin/env bash
# Builds everything and runs every check: format, compiler and Javadoc warnings, architecture rules, tests.
# The last line is the count of tests. Options are passed on to Maven.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/setup.sh
abs_setup

started=$(date +%s)
status=0
mvn --batch-mode --no-transfer-progress "-Dabs.commit=$(git rev-parse HEAD 2>/dev/null || true)" -Dstyle.color=never --fail-at-end clean verify "$@" || status=$?

# Counts from the reports, so that they are right also when a module fails.
counts=$(find . -path '*/target/surefire-reports/TEST-*.xml' -print0 |
  xargs -0 -r grep -h -o -E '<testsuite [^>]*>' |
  awk '{
    for (i = 1; i <= NF; i++) {
      if (match($i, /^(tests|errors|failures|skipped)="[0-9]+"/)) {
        split($i, kv, "=\"")
        n[kv[1]] += kv[2] + 0
      }
    }
  } END { printf "%d passed, %d failed, %d skipped", n["tests"] - n["errors"] - n["failures"] - n["skipped"], n["errors"] + n["failures"], n["skipped"] }')
[ "$status" -eq 0 ] || echo "The build failed; see the messages above."
echo "Finished in $(( ($(date +%s) - started) / 60 )) min $(( ($(date +%s) - started) % 60 )) s"
echo "$counts"
exit "$status"
