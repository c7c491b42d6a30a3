package io.absnas.core.train;

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
      if (!(start > 0) || !(min >= 0) || !(min <= start) || start > Double.MAX_VALUE) {
        throw new IllegalArgumentException(
            "the learning rate must fall from a positive start to a minimum of at least 0, were "
                + start
                + " and "
                + min);
      }
      if (epochs < 1 || stepsPerEpoch < 1) {
        throw new IllegalArgumentException(
            "epochs and steps per epoch must be positive, were "
                + epochs
                + " and "
                + stepsPerEpoch);
      }
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
}
