package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.flops.FlopsLimits;
import io.absnas.core.flops.FlopsWindow;
import java.util.Locale;
import java.util.Optional;

/**
 * Section {@code scoring}.
 *
 * @param childrenPerOp children whose angles make a score; 1000 in the published runs
 * @param attempts draws allowed per missing child; 100 in the published runs
 * @param minimumChildren an EdgeOp with fewer children is warned of
 * @param sampling how children are drawn in layered spaces
 * @param flops table FLOPs that a child may have; absent: any
 * @param metric what EdgeOps are scored by
 * @param magnitude how architecture parameters are trained for metric {@code magnitude}; absent: as
 *     published
 * @param threads that draw children and measure angles; absent: one per processor. It changes no
 *     result
 */
public record ScoringConfig(
    int childrenPerOp,
    int attempts,
    int minimumChildren,
    ChildSampling sampling,
    Optional<FlopsLimits> flops,
    MetricKind metric,
    Optional<MagnitudeConfig> magnitude,
    Optional<Integer> threads) {
  private static final int MOST_THREADS = 1024;

  /** Checks the counts. */
  public ScoringConfig {
    if (childrenPerOp < 1) {
      throw new IllegalArgumentException("childrenPerOp must be at least 1, was " + childrenPerOp);
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, was " + attempts);
    }
    if (minimumChildren < 0) {
      throw new IllegalArgumentException(
          "minimumChildren must not be negative, was " + minimumChildren);
    }
    requireNonNull(sampling, "sampling is null");
    requireNonNull(flops, "flops is null");
    requireNonNull(metric, "metric is null");
    if (magnitude.isPresent() && metric != MetricKind.MAGNITUDE) {
      throw new IllegalArgumentException(
          "magnitude is for metric magnitude, which is " + metric.name().toLowerCase(Locale.ROOT));
    }
    if (threads.isPresent() && (threads.get() < 1 || threads.get() > MOST_THREADS)) {
      throw new IllegalArgumentException(
          "threads must be 1 to " + MOST_THREADS + ", were " + threads.get());
    }
  }

  /** Scoring by angles. */
  public ScoringConfig(
      int childrenPerOp,
      int attempts,
      int minimumChildren,
      ChildSampling sampling,
      Optional<FlopsLimits> flops,
      Optional<Integer> threads) {
    this(
        childrenPerOp,
        attempts,
        minimumChildren,
        sampling,
        flops,
        MetricKind.ANGLE,
        Optional.empty(),
        threads);
  }

  /** The number of threads to use. */
  int workers() {
    return threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }

  /** The window of table FLOPs, if there is one. */
  public Optional<FlopsWindow> window() {
    return flops.map(FlopsLimits::window);
  }
}
