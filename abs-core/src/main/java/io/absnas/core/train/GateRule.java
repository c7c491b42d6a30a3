package io.absnas.core.train;

import java.util.List;

/** From gradients of gates to architecture parameters of one mixed edge. */
final class GateRule {
  private GateRule() {}

  /** dL/dalpha_i = sum_j dL/dg_j p_j ((i = j) - p_i). */
  static double[] alphaGradient(double[] gateGradient, double[] probabilities) {
    double mean = 0;
    for (int j = 0; j < gateGradient.length; j++) {
      mean += gateGradient[j] * probabilities[j];
    }
    double[] gradient = new double[gateGradient.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = probabilities[i] * (gateGradient[i] - mean);
    }
    return gradient;
  }

  /**
   * Shifts a pair after its update so that the probabilities of the other candidates are what they
   * were: subtracts {@code c = ln(sum exp(new) / sum exp(old))}, sums over the pair.
   *
   * @param before parameters before the update
   * @param after those after it; the pair's are changed
   */
  static void rescale(double[] before, double[] after, List<Integer> pair) {
    double shift = logSum(after, pair) - logSum(before, pair);
    for (int i : pair) {
      after[i] -= shift;
    }
  }

  private static double logSum(double[] values, List<Integer> pair) {
    double most = pair.stream().mapToDouble(i -> values[i]).max().orElseThrow();
    return most + Math.log(pair.stream().mapToDouble(i -> Math.exp(values[i] - most)).sum());
  }

  /** d(-ln p_s)/dalpha_i = p_i - (i = s). */
  static double[] scoreGradient(double[] probabilities, int active) {
    double[] gradient = probabilities.clone();
    gradient[active] -= 1;
    return gradient;
  }
}
