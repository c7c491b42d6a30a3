package io.absnas.shrink.bench;

import io.absnas.core.rank.Kendall;
import io.absnas.core.rank.Ranks;
import io.absnas.core.run.RandomStreams;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Tau-b over all pairs of as many values as NAS-Bench-201 has architectures, with many ties. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class KendallBenchmark {
  private static final int ARCHITECTURES = 15_625;
  private static final double STEPS = 1000;

  private final double[] predicted;
  private final double[] truth;

  /** Values that are tied by sixteens, and others that follow them. */
  public KendallBenchmark() {
    RandomGenerator random = RandomStreams.of(1).stream("kendall");
    predicted =
        random.doubles(ARCHITECTURES).map(value -> Math.rint(STEPS * value) / STEPS).toArray();
    truth = Arrays.stream(predicted).map(value -> value + random.nextDouble()).toArray();
  }

  /** From values to tau. */
  @Benchmark
  public double tauB() {
    return Kendall.tauB(Ranks.dense(Ranks.rounded(predicted)), Ranks.dense(truth));
  }
}
