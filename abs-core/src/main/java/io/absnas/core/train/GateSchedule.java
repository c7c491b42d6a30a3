package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

/**
 * When architecture parameters learn from gates: never in the warm-up and in the first epoch after
 * it, then alike in every epoch.
 *
 * @param weightSteps steps at the beginning that train the weights alone
 * @param stepsPerEpoch steps of an epoch after them
 * @param pattern within an epoch
 */
public record GateSchedule(long weightSteps, long stepsPerEpoch, Pattern pattern) {
  /** Checks the numbers. */
  public GateSchedule {
    requireNonNull(pattern, "pattern is null");
    if (weightSteps < 0 || stepsPerEpoch < 1) {
      throw new IllegalArgumentException(
          "weightSteps must be at least 0 and stepsPerEpoch at least 1, were %d and %d"
              .formatted(weightSteps, stepsPerEpoch));
    }
  }

  /** Updates within an epoch. */
  public sealed interface Pattern {
    /** Updates when so many steps of an epoch are done. */
    long done(long steps, long stepsPerEpoch);
  }

  /**
   * At every step number of the epoch that {@code steps} divides.
   *
   * @param steps of the weights between; 5 as published
   * @param updates at once; 1 as published
   */
  public record Every(int steps, int updates) implements Pattern {
    /** Checks the numbers. */
    public Every {
      if (steps < 1 || updates < 1) {
        throw new IllegalArgumentException(
            "steps and updates must be at least 1, were %d and %d".formatted(steps, updates));
      }
    }

    @Override
    public long done(long done, long stepsPerEpoch) {
      return done / steps * updates;
    }
  }

  /**
   * At the ends of so many parts of the epoch, of which the first may be a step longer than the
   * last; where an epoch has fewer steps than updates, evenly over its steps, several at once.
   *
   * @param updates in an epoch; 300 as published for REINFORCE
   */
  public record Spread(int updates) implements Pattern {
    /** Checks the number. */
    public Spread {
      if (updates < 1) {
        throw new IllegalArgumentException("updates must be at least 1, was " + updates);
      }
    }

    @Override
    public long done(long done, long stepsPerEpoch) {
      long length = stepsPerEpoch / updates;
      if (length == 0) {
        return done * updates / stepsPerEpoch;
      }
      long longer = stepsPerEpoch % updates;
      if (done <= longer * (length + 1)) {
        return done / (length + 1);
      }
      return longer + (done - longer * (length + 1)) / length;
    }
  }

  /**
   * All at the last step of the epoch.
   *
   * @param updates in an epoch
   */
  public record AtEnd(int updates) implements Pattern {
    /** Checks the number. */
    public AtEnd {
      if (updates < 1) {
        throw new IllegalArgumentException("updates must be at least 1, was " + updates);
      }
    }

    @Override
    public long done(long done, long stepsPerEpoch) {
      return done == stepsPerEpoch ? updates : 0;
    }
  }

  /** All updates until a step is done. */
  long until(long step) {
    long joint = Math.max(0, step - weightSteps - stepsPerEpoch);
    return joint / stepsPerEpoch * pattern.done(stepsPerEpoch, stepsPerEpoch)
        + pattern.done(joint % stepsPerEpoch, stepsPerEpoch);
  }
}
