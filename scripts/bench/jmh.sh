#!/usr/bin/env bash
# Runs the JMH benchmarks whose names match a regular expression, all without one: scripts/bench/jmh.sh [REGEX]
# BENCH_JMH_OPTIONS replaces "-f 1 -wi 5 -i 10"; jmh.sh -h lists all.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
[ "${BENCH_BUILD:-1}" = 0 ] || scripts/bench/build.sh abs-shrink

version=$(sed -n 's/.*<jmh.version>\(.*\)<.*/\1/p' pom.xml)
out=target/bench/jmh
generator=$out/jmh-generator-annprocess-$version.jar
[ -f "$generator" ] || mvn --batch-mode -q -Dstyle.color=never dependency:copy \
  -Dartifact="org.openjdk.jmh:jmh-generator-annprocess:$version" -DoutputDirectory="$PWD/$out"

# The harness is generated here and not by Maven: its code would not pass the build's warnings.
libraries=$(cat abs-core/target/bench-classpath.txt)
classes=abs-core/target/classes:abs-core/target/test-classes:abs-shrink/target/classes:abs-shrink/target/test-classes:$libraries
rm -rf "$out/classes"
mkdir -p "$out/classes"
"${JAVA_HOME:+$JAVA_HOME/bin/}javac" -nowarn -d "$out/classes" -classpath "$classes" \
  -processorpath "$generator:$libraries" -processor org.openjdk.jmh.generators.BenchmarkProcessor \
  abs-*/src/test/java/io/absnas/*/bench/*Benchmark.java

# Lists of words.
# shellcheck disable=SC2086
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -classpath "$out/classes:$classes" org.openjdk.jmh.Main \
  -jvmArgs "-Xmx1g" ${BENCH_JMH_OPTIONS:--f 1 -wi 5 -i 10} "$@"
