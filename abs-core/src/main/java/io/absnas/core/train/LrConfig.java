package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Section {@code training.learning-rate} of a configuration.
 *
 * @param kind shape of the schedule
 * @param start rate at its start
 * @param floor where it ends; 0 if absent; not for {@code constant}
 * @param epochs length of the line or half cosine in epochs, which may exceed those trained; as
 *     many as are trained if absent, which is allowed where there is one stage; not for {@code
 *     constant}
 */
public record LrConfig(Kind kind, double start, Optional<Double> floor, Optional<Integer> epochs) {
  /** Shapes of schedules. */
  public enum Kind {
    /** A straight line, step by step. */
    LINEAR,
    /** Half a cosine, epoch by epoch. */
    COSINE,
    /** The same rate throughout. */
    CONSTANT
  }

  /** Checks the numbers against each other. */
  public LrConfig {
    requireNonNull(kind, "kind is null");
    requireNonNull(floor, "floor is null");
    requireNonNull(epochs, "epochs is null");
    if (!(start > 0) || start > Double.MAX_VALUE) {
      throw new IllegalArgumentException("start is " + start + ", must be above 0");
    }
    double bottom = floor.orElse(0.0);
    if (!(bottom >= 0) || !(bottom < start)) {
      throw new IllegalArgumentException(
          "floor is " + bottom + ", must be at least 0 and below start (" + start + ")");
    }
    if (epochs.orElse(1) < 1) {
      throw new IllegalArgumentException("epochs is " + epochs.get() + ", must be at least 1");
    }
    if (kind == Kind.CONSTANT && (floor.isPresent() || epochs.isPresent())) {
      throw new IllegalArgumentException("floor and epochs have no meaning with kind: constant");
    }
  }

  /** Whether the schedule has a length of its own, or needs none, and so may span stages. */
  boolean coversStages() {
    return kind == Kind.CONSTANT || epochs.isPresent();
  }

  /**
   * The schedule.
   *
   * @param trainedEpochs length where {@code epochs} is absent
   * @param batchesPerEpoch batches of one pass over the images
   * @param passes passes that a step makes over its batch: an epoch is so many passes over the
   *     images, so that the line has floor(epochs * batches / passes) steps
   */
  public LrSchedule schedule(int trainedEpochs, long batchesPerEpoch, int passes) {
    int length = epochs.orElse(trainedEpochs);
    return switch (kind) {
      case LINEAR ->
          new LrSchedule.LinearToFloor(
              start, floor.orElse(0.0), steps(length, batchesPerEpoch, passes));
      case COSINE ->
          new LrSchedule.CosinePerEpoch(
              start, floor.orElse(0.0), length, steps(1, batchesPerEpoch, passes));
      case CONSTANT -> new LrSchedule.Constant(start);
    };
  }

  /** Steps of so many epochs, at least one. */
  static long steps(int epochs, long batchesPerEpoch, int passes) {
    return Math.max(1, Math.multiplyExact(epochs, batchesPerEpoch) / passes);
  }
}
