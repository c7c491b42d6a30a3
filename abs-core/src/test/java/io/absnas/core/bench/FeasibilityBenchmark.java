package io.absnas.core.bench;

import io.absnas.core.flops.Feasibility;
import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.math.BigInteger;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Exact counts of the children in the published FLOPs windows, tables included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class FeasibilityBenchmark {
  private static final FlopsWindow GPU = FlopsWindow.upTo(600_000_000);
  private static final FlopsWindow CPU = FlopsWindow.upTo(330_000_000);

  private final SearchSpace gpu21 = SpaceCatalog.find("mobilenet-gpu-21");
  private final SearchSpace cpu19 = SpaceCatalog.find("mobilenet-cpu-19");

  /** {@code mobilenet-gpu-21}, up to 600 million. */
  @Benchmark
  public BigInteger gpu21() {
    return Feasibility.of(gpu21).count(GPU);
  }

  /** {@code mobilenet-cpu-19}, up to 330 million. */
  @Benchmark
  public BigInteger cpu19() {
    return Feasibility.of(cpu19).count(CPU);
  }
}
