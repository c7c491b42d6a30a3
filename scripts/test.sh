#!/usr/bin/env bash
# Builds everything and runs every check: format, compiler and Javadoc warnings, architecture rules, tests, links of the documents.
# The last line is the count of tests. Options are passed on to Maven.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/setup.sh
abs_setup

started=$(date +%s)
status=0
# One broker for all tests that need a real one; they report themselves skipped where RabbitMQ is not installed.
if scripts/broker.sh installed; then
  broker=$(mktemp -d)
  trap 'scripts/broker.sh stop --dir "$broker" && rm -rf "$broker"' EXIT
  scripts/broker.sh start --dir "$broker" --port any --ack-limit 4
  eval "$(scripts/broker.sh env --dir "$broker")"
  export ABS_TEST_BROKER=$ABS_BROKER ABS_TEST_BROKER_PASSWORD_FILE=$ABS_BROKER_PASSWORD_FILE
  unset ABS_BROKER ABS_BROKER_PASSWORD_FILE
fi
# Every command of the documents is marked as run or not, every link leads somewhere.
scripts/check-docs.sh --list >/dev/null || status=1
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
