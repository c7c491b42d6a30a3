package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Section {@code training.learning-rate} of a configuration.
 *
 * @param kind shape of the schedule
 * @param start rate at its start
 * @param floor where a line or cosine ends; 0 if absent
 * @param epochs length of the line or half cosine in epochs, which may exceed those trained; as
 *     many as are trained if absent, which is allowed where there is one stage
 * @param per whether a cosine moves from epoch to epoch, as it does if absent, or from step to step
 * @param factor of an exponential schedule
 * @param warmUpEpochs epochs over which the rate rises to that of the schedule; none if absent
 */
public record LrConfig(
    Kind kind,
    double start,
    Optional<Double> floor,
    Optional<Integer> epochs,
    Optional<Per> per,
    Optional<Double> factor,
    Optional<Integer> warmUpEpochs) {
  /** Shapes of schedules. */
  public enum Kind {
    /** A straight line, step by step. */
    LINEAR,
    /** Half a cosine. */
    COSINE,
    /** The same rate throughout. */
    CONSTANT,
    /** A line by epochs that falls more slowly in the last five: DARTS networks on ImageNet. */
    DARTS_LINE,
    /** Times a factor after every epoch. */
    EXPONENTIAL
  }

  /** How often a rate changes. */
  public enum Per {
    /** At every step. */
    STEP,
    /** Between epochs. */
    EPOCH
  }

  /** Checks the numbers against each other and that the keys belong to the kind. */
  public LrConfig {
    requireNonNull(kind, "kind is null");
    requireNonNull(floor, "floor is null");
    requireNonNull(epochs, "epochs is null");
    requireNonNull(per, "per is null");
    requireNonNull(factor, "factor is null");
    requireNonNull(warmUpEpochs, "warmUpEpochs is null");
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
    if (warmUpEpochs.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "warmUpEpochs is " + warmUpEpochs.get() + ", must be at least 1; leave it out for none");
    }
    requireNoMeaning("floor", floor.isPresent(), kind, Kind.LINEAR, Kind.COSINE);
    requireNoMeaning("epochs", epochs.isPresent(), kind, Kind.LINEAR, Kind.COSINE, Kind.DARTS_LINE);
    requireNoMeaning("per", per.isPresent(), kind, Kind.COSINE);
    requireNoMeaning("factor", factor.isPresent(), kind, Kind.EXPONENTIAL);
    if (kind == Kind.EXPONENTIAL && !(factor.orElse(0.0) > 0 && factor.orElse(0.0) <= 1)) {
      throw new IllegalArgumentException(
          "factor is "
              + factor.map(String::valueOf).orElse("missing")
              + ", must be above 0, at most 1");
    }
  }

  private static void requireNoMeaning(String key, boolean given, Kind kind, Kind... allowed) {
    if (given && !Arrays.asList(allowed).contains(kind)) {
      throw new IllegalArgumentException(
          key
              + " has no meaning with kind: "
              + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  /** Whether the schedule has a length of its own, or needs none, and so may span stages. */
  boolean coversStages() {
    return kind == Kind.CONSTANT || kind == Kind.EXPONENTIAL || epochs.isPresent();
  }

  /** The same shape over so many epochs, where it has a length. */
  public LrConfig over(int length) {
    boolean stretches = kind == Kind.LINEAR || kind == Kind.COSINE || kind == Kind.DARTS_LINE;
    return new LrConfig(
        kind, start, floor, stretches ? Optional.of(length) : epochs, per, factor, warmUpEpochs);
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
    return schedule(
        length, steps(length, batchesPerEpoch, passes), steps(1, batchesPerEpoch, passes));
  }

  /**
   * The schedule of a training that counts steps.
   *
   * @param trainedSteps length where {@code epochs} is absent
   * @param stepsPerEpoch steps of one pass over the images
   */
  public LrSchedule scheduleOfSteps(long trainedSteps, long stepsPerEpoch) {
    int length = epochs.orElse(Math.toIntExact((trainedSteps + stepsPerEpoch - 1) / stepsPerEpoch));
    return schedule(
        length, epochs.isPresent() ? length * stepsPerEpoch : trainedSteps, stepsPerEpoch);
  }

  private LrSchedule schedule(int length, long steps, long stepsPerEpoch) {
    double bottom = floor.orElse(0.0);
    LrSchedule schedule =
        switch (kind) {
          case LINEAR -> new LrSchedule.LinearToFloor(start, bottom, steps);
          case COSINE ->
              per.orElse(Per.EPOCH) == Per.STEP
                  ? new LrSchedule.CosinePerStep(start, bottom, steps)
                  : new LrSchedule.CosinePerEpoch(start, bottom, length, stepsPerEpoch);
          case CONSTANT -> new LrSchedule.Constant(start);
          case DARTS_LINE -> new LrSchedule.DartsLine(start, length, stepsPerEpoch);
          case EXPONENTIAL ->
              new LrSchedule.Exponential(start, factor.orElseThrow(), stepsPerEpoch);
        };
    return warmUpEpochs.isPresent()
        ? new LrSchedule.WarmUp(schedule, warmUpEpochs.get(), stepsPerEpoch)
        : schedule;
  }

  /** Steps of so many epochs, at least one. */
  static long steps(int epochs, long batchesPerEpoch, int passes) {
    return Math.max(1, Math.multiplyExact(epochs, batchesPerEpoch) / passes);
  }
}
