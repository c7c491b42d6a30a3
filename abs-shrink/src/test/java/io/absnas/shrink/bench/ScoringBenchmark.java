package io.absnas.shrink.bench;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.bench.RandomWeights;
import io.absnas.core.flops.FlopsLimits;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.shrink.ChildSampling;
import io.absnas.shrink.DropRule;
import io.absnas.shrink.ScoreAndDrop;
import io.absnas.shrink.ScoringConfig;
import io.absnas.shrink.ScoringDraws;
import io.absnas.shrink.ScoringWatch;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * One round of scoring and dropping in {@code mobilenet-gpu-21} at full width, as published: 1000
 * children per EdgeOp of at most 600 million table FLOPs, 7 drops.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ScoringBenchmark {
  private static final long MOST_FLOPS = 600_000_000;

  private final SearchSpace space = SpaceCatalog.find("mobilenet-gpu-21");
  private final WeightSums sums =
      WeightSums.of(space, RandomWeights.of(space, 1), RandomWeights.of(space, 2));

  /** Children drawn and thrown away until they fit. */
  @Benchmark
  public ScoreAndDrop.Turn drawn() {
    return turn(ChildSampling.OWN);
  }

  /** Children drawn inside the window. */
  @Benchmark
  public ScoreAndDrop.Turn drawnInWindow() {
    return turn(ChildSampling.WINDOW);
  }

  private ScoreAndDrop.Turn turn(ChildSampling sampling) {
    ScoringConfig scoring =
        new ScoringConfig(
            1000, 100, 100, sampling, Optional.of(new FlopsLimits(0L, MOST_FLOPS)), Optional.of(1));
    AngleScorer angles = new AngleScorer(sums);
    return new ScoreAndDrop(scoring, new DropRule.LowestOverall(7))
        .turn(space, angles::angle, new ScoringDraws.Own(RandomStreams.of(5), 0), ScoringWatch.NONE)
        .orElseThrow();
  }
}
