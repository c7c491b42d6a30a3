package io.absnas.core.train;

/**
 * Section {@code training.ema} of a configuration: an exponential moving average of the weights
 * (Polyak and Juditsky 1992), {@code average = d average + (1 - d) weights} after every update,
 * which starts from the weights before training.
 *
 * @param decay d, at least 0 and below 1
 * @param warmUp whether d is at most (1 + t) / (10 + t) at update t, so that the average forgets
 *     its start sooner
 */
public record AverageConfig(double decay, boolean warmUp) {
  /** Checks the decay. */
  public AverageConfig {
    if (!(decay >= 0) || !(decay < 1)) {
      throw new IllegalArgumentException("decay is " + decay + ", must be at least 0 and below 1");
    }
  }

  /** The decay of an update, from 1. */
  double decay(long update) {
    return warmUp ? Math.min(decay, (1.0 + update) / (10.0 + update)) : decay;
  }
}
