package io.absnas.core.bench;

import io.absnas.core.angle.WeightSums;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.weights.NamedTensors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The one pass over both weight vectors that all angles follow from. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class WeightPassBenchmark {
  private final SearchSpace space = SpaceCatalog.find("mobilenet-gpu-21");
  private final NamedTensors initial = RandomWeights.of(space, 1);
  private final NamedTensors trained = RandomWeights.of(space, 2);

  /** {@code mobilenet-gpu-21} at full width: 27.7 million weights, twice. */
  @Benchmark
  public WeightSums gpu21() {
    return WeightSums.of(space, initial, trained);
  }
}
