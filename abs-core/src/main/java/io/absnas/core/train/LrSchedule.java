package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

/** Learning rate of every step of a run; steps count from 1 over the whole run. */
public sealed interface LrSchedule {
  /** The rate that step {@code step} trains with. */
  double rate(long step);

  /**
   * The line that starts at {@code start} before the first step and reaches {@code floor} at step
   * {@code totalSteps}: {@code start * (1 - t / D)} with {@code D = totalSteps / (1 - floor /
   * start)}. The rate stops falling at the first step at which it is not above the floor. With
   * floor 0 the last step of the line has rate 0. Used by the supernets of the MobileNet-like
   * spaces (start 0.25, floor 5e-4).
   *
   * @param start rate at step 0, which is never trained
   * @param floor where the line ends
   * @param totalSteps length of the line, which may be longer than the training
   */
  record LinearToFloor(double start, double floor, long totalSteps) implements LrSchedule {
    /** Checks the three numbers. */
    public LinearToFloor {
      if (!(start > 0) || !(floor >= 0) || !(floor < start) || start > Double.MAX_VALUE) {
        throw new IllegalArgumentException(
            "the learning rate must fall from a positive start to a floor of at least 0, were "
                + start
                + " and "
                + floor);
      }
      if (totalSteps < 1) {
        throw new IllegalArgumentException("total steps must be positive, was " + totalSteps);
      }
    }

    @Override
    public double rate(long step) {
      Steps.check(step);
      // The line may end a rounding error above the floor; then one more step is taken.
      long end = line(totalSteps) > floor ? totalSteps + 1 : totalSteps;
      return line(Math.min(step, end));
    }

    private double line(long step) {
      double length = totalSteps / (1 - floor / start);
      return start * (1 - step / length);
    }
  }

  /**
   * Half a cosine from {@code start} to {@code min}, constant within an epoch: {@code min + (start
   * - min) * (1 + cos(pi * e / epochs)) / 2} for epoch e from 0, and {@code min} from epoch {@code
   * epochs} on. NAS-Bench-201 supernets use start 0.025, min 0.001, 250 epochs.
   *
   * @param start rate of the first epoch
   * @param min rate after the last epoch of the cosine
   * @param epochs epochs of the half cosine, which may be more than are trained
   * @param stepsPerEpoch steps of one epoch
   */
  record CosinePerEpoch(double start, double min, int epochs, long stepsPerEpoch)
      implements LrSchedule {
    /** Checks the four numbers. */
    public CosinePerEpoch {
      requireFall(start, min);
      requirePositive("epochs", epochs);
      requirePositive("steps per epoch", stepsPerEpoch);
    }

    @Override
    public double rate(long step) {
      Steps.check(step);
      long epoch = (step - 1) / stepsPerEpoch;
      if (epoch >= epochs) {
        return min;
      }
      return min + (start - min) * (1 + Math.cos(Math.PI * epoch / epochs)) / 2;
    }
  }

  /**
   * Half a cosine from {@code start} to {@code min} that falls at every step: {@code min + (start -
   * min) * (1 + cos(pi * (t - 1) / totalSteps)) / 2} for step t from 1, and {@code min} after step
   * {@code totalSteps}.
   *
   * @param start rate of the first step
   * @param min rate after the last step of the cosine
   * @param totalSteps steps of the half cosine, which may be more than are trained
   */
  record CosinePerStep(double start, double min, long totalSteps) implements LrSchedule {
    /** Checks the three numbers. */
    public CosinePerStep {
      requireFall(start, min);
      requirePositive("total steps", totalSteps);
    }

    @Override
    public double rate(long step) {
      Steps.check(step);
      if (step > totalSteps) {
        return min;
      }
      return min + (start - min) * (1 + Math.cos(Math.PI * (step - 1) / totalSteps)) / 2;
    }
  }

  /**
   * The line of DARTS networks on ImageNet, constant within an epoch: {@code start * (E - 5 - e) /
   * (E - 5)} for epoch e from 0 of E, but {@code start * (E - e) / (5 (E - 5))} in the last five
   * epochs, and 0 after them.
   *
   * @param start rate of the first epoch
   * @param epochs E, above 5
   * @param stepsPerEpoch steps of one epoch
   */
  record DartsLine(double start, int epochs, long stepsPerEpoch) implements LrSchedule {
    private static final int TAIL = 5;

    /** Checks the three numbers. */
    public DartsLine {
      requireFall(start, 0);
      requirePositive("steps per epoch", stepsPerEpoch);
      if (epochs <= TAIL) {
        throw new IllegalArgumentException(
            "the line of DARTS needs more than %d epochs, had %d".formatted(TAIL, epochs));
      }
    }

    @Override
    public double rate(long step) {
      Steps.check(step);
      long left = Math.max(0, epochs - (step - 1) / stepsPerEpoch);
      return left > TAIL
          ? start * (left - TAIL) / (epochs - TAIL)
          : start * left / (TAIL * (epochs - TAIL));
    }
  }

  /**
   * The rate times a factor after every epoch: {@code start * factor^e} for epoch e from 0.
   *
   * @param start rate of the first epoch
   * @param factor above 0, at most 1; DARTS networks on ImageNet were published with 0.97
   * @param stepsPerEpoch steps of one epoch
   */
  record Exponential(double start, double factor, long stepsPerEpoch) implements LrSchedule {
    /** Checks the three numbers. */
    public Exponential {
      requireFall(start, 0);
      requirePositive("steps per epoch", stepsPerEpoch);
      if (!(factor > 0) || !(factor <= 1)) {
        throw new IllegalArgumentException("factor must be above 0, at most 1, was " + factor);
      }
    }

    @Override
    public double rate(long step) {
      Steps.check(step);
      long epoch = (step - 1) / stepsPerEpoch;
      return start * Math.pow(factor, (double) epoch);
    }
  }

  /**
   * Another schedule whose first rates are lower (Goyal et al. 2017, arXiv 1706.02677): times
   * {@code (e + 1) / epochs} in epoch e below {@code epochs}; where the schedule itself moves at
   * every step, times {@code t / (epochs * stepsPerEpoch)} at step t from 1.
   *
   * @param schedule what is lowered
   * @param epochs warm-up in epochs
   * @param stepsPerEpoch steps of one epoch
   */
  record WarmUp(LrSchedule schedule, int epochs, long stepsPerEpoch) implements LrSchedule {
    /** Checks the numbers. */
    public WarmUp {
      requireNonNull(schedule, "schedule is null");
      requirePositive("epochs", epochs);
      requirePositive("steps per epoch", stepsPerEpoch);
    }

    @Override
    public double rate(long step) {
      double rate = schedule.rate(step);
      double share =
          schedule instanceof LinearToFloor || schedule instanceof CosinePerStep
              ? (double) step / (epochs * stepsPerEpoch)
              : (double) ((step - 1) / stepsPerEpoch + 1) / epochs;
      return share < 1 ? rate * share : rate;
    }
  }

  /**
   * Schedules one after another: some parts of equal length, each with the schedule from its start,
   * then another schedule from its own first step.
   *
   * @param part schedule of each part
   * @param partSteps steps of a part
   * @param parts how many there are
   * @param rest what follows
   */
  record Restarted(LrSchedule part, long partSteps, int parts, LrSchedule rest)
      implements LrSchedule {
    /** Checks the numbers. */
    public Restarted {
      requireNonNull(part, "part is null");
      requireNonNull(rest, "rest is null");
      requirePositive("steps of a part", partSteps);
      requirePositive("parts", parts);
    }

    @Override
    public double rate(long step) {
      Steps.check(step);
      long before = partSteps * parts;
      return step > before ? rest.rate(step - before) : part.rate((step - 1) % partSteps + 1);
    }
  }

  /**
   * The same rate at every step.
   *
   * @param rate the rate, at least 0
   */
  record Constant(double rate) implements LrSchedule {
    /** Checks the rate. */
    public Constant {
      if (!(rate >= 0) || rate > Double.MAX_VALUE) {
        throw new IllegalArgumentException("rate must be at least 0, was " + rate);
      }
    }

    @Override
    public double rate(long step) {
      Steps.check(step);
      return rate;
    }
  }

  private static void requireFall(double start, double min) {
    if (!(start > 0) || !(min >= 0) || !(min <= start) || start > Double.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the learning rate must fall from a positive start to a minimum of at least 0, were "
              + start
              + " and "
              + min);
    }
  }

  private static void requirePositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be positive, was " + value);
    }
  }
}
