package io.absnas.core.train;

/**
 * Probability of dropout on identities, epoch by epoch, as P-DARTS has it (arXiv 1904.12760): with
 * p0 the start, {@code p0 (E - e - 1) / E} in epoch e from 0 while the weights are trained alone,
 * then {@code p0 exp(-0.2 (e - w))} from epoch w on.
 *
 * @param start p0, at least 0 and below 1
 * @param epochs E
 * @param weightEpochs w
 * @param stepsPerEpoch steps of one epoch
 */
public record IdentityDropoutPlan(double start, int epochs, int weightEpochs, long stepsPerEpoch) {
  /** Nothing is dropped. */
  public static final IdentityDropoutPlan NONE = new IdentityDropoutPlan(0, 1, 0, 1);

  private static final double DECAY = 0.2;

  /** Checks the numbers. */
  public IdentityDropoutPlan {
    if (!(start >= 0) || !(start < 1)) {
      throw new IllegalArgumentException("start must be at least 0 and below 1, was " + start);
    }
    if (epochs < 1 || weightEpochs < 0 || stepsPerEpoch < 1) {
      throw new IllegalArgumentException(
          "epochs, weight epochs and steps per epoch were %d, %d and %d"
              .formatted(epochs, weightEpochs, stepsPerEpoch));
    }
  }

  /** Probability at a step, from 1. */
  public double probability(long step) {
    Steps.check(step);
    long epoch = (step - 1) / stepsPerEpoch;
    return epoch < weightEpochs
        ? start * (epochs - epoch - 1) / epochs
        : start * Math.exp(-DECAY * (epoch - weightEpochs));
  }
}
