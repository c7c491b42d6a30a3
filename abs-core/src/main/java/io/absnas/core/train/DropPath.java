package io.absnas.core.train;

/**
 * How likely edges of cells are dropped: {@code most * e / epochs} in epoch e from 0 (the schedule
 * of DARTS, arXiv 1806.09055, for Larsson et al. 2017).
 *
 * @param most what the probability rises to, below 1; 0 for none
 * @param epochs of the whole training
 * @param stepsPerEpoch steps of one epoch
 */
public record DropPath(double most, int epochs, long stepsPerEpoch) {
  /** Nothing is dropped. */
  public static final DropPath NONE = new DropPath(0, 1, 1);

  /** Checks the numbers. */
  public DropPath {
    if (!(most >= 0) || !(most < 1)) {
      throw new IllegalArgumentException("most must be at least 0 and below 1, was " + most);
    }
    if (epochs < 1 || stepsPerEpoch < 1) {
      throw new IllegalArgumentException(
          "epochs and steps per epoch must be positive, were " + epochs + " and " + stepsPerEpoch);
    }
  }

  /** Probability at a step, from 1; it never exceeds {@link #most}. */
  public double probability(long step) {
    Steps.check(step);
    long epoch = Math.min(epochs, (step - 1) / stepsPerEpoch);
    return most * epoch / epochs;
  }
}
