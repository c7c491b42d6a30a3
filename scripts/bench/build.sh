#!/usr/bin/env bash
# Compiles a module, what it needs and their tests, which are not run: build.sh MODULE. Libraries are
# listed in abs-core/target/bench-classpath.txt; the other modules have no further ones that are needed here.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
mvn --batch-mode -q -Dstyle.color=never -pl "$1" -am test-compile
mvn --batch-mode -q -Dstyle.color=never -pl abs-core dependency:build-classpath \
  -Dmdep.outputFile=target/bench-classpath.txt -Dmdep.includeScope=test
