package io.absnas.core.train;

import java.util.List;
import java.util.OptionalDouble;

/**
 * REINFORCE (Williams 1992) for mixed edges: the gradient is the mean over sampled paths of {@code
 * (r - b) d(-sum over edges ln p_s)/dalpha} with reward r and baseline b.
 */
final class Rewards {
  private Rewards() {}

  /** accuracy, times (reference / cost)^tradeoff where there is a cost. */
  static double reward(double accuracy, double tradeoff, double reference, double cost) {
    return accuracy * Math.pow(reference / cost, tradeoff);
  }

  /** The first mean reward, afterwards moved towards the newest one. */
  static double baseline(OptionalDouble before, double mean, double step) {
    return before.isEmpty() ? mean : before.getAsDouble() + step * (mean - before.getAsDouble());
  }

  /**
   * The gradient of one edge.
   *
   * @param active what each path has there
   * @param rewards of the paths
   */
  static double[] gradient(
      double[] probabilities, List<Integer> active, double[] rewards, double baseline) {
    double[] gradient = new double[probabilities.length];
    for (int path = 0; path < rewards.length; path++) {
      double[] score = GateRule.scoreGradient(probabilities, active.get(path));
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += (rewards[path] - baseline) * score[i] / rewards.length;
      }
    }
    return gradient;
  }
}
