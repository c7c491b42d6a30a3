package io.absnas.core.train;

import java.util.List;

/**
 * Costs that add up over the choices of a space, such as multiply-adds or latency, and their mean
 * under probabilities: {@code E = fixed + sum over choices, sum_i p_i c_i}.
 *
 * @param fixed what every architecture costs
 * @param entries cost of every op left, a list for each choice
 */
public record ExpectedCost(double fixed, List<List<Double>> entries) {
  /** Copies the lists and checks the numbers. */
  public ExpectedCost {
    entries = entries.stream().map(List::copyOf).toList();
    if (!(fixed >= 0) || entries.stream().flatMap(List::stream).anyMatch(entry -> !(entry >= 0))) {
      throw new IllegalArgumentException("costs must be at least 0");
    }
  }

  /** E under probabilities of the ops left, an array for each choice. */
  public double of(List<double[]> probabilities) {
    double sum = fixed;
    for (int choice = 0; choice < entries.size(); choice++) {
      sum += mean(choice, probabilities.get(choice));
    }
    return sum;
  }

  /** dE/dalpha_i = p_i (c_i - sum_k p_k c_k) of one choice. */
  double[] gradient(int choice, double[] probabilities) {
    double mean = mean(choice, probabilities);
    double[] gradient = new double[probabilities.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = probabilities[i] * (entries.get(choice).get(i) - mean);
    }
    return gradient;
  }

  private double mean(int choice, double[] probabilities) {
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      sum += probabilities[i] * entries.get(choice).get(i);
    }
    return sum;
  }

  /** Cost of the architecture that has these positions among the ops left. */
  public double of(int[] positions) {
    double sum = fixed;
    for (int choice = 0; choice < entries.size(); choice++) {
      sum += entries.get(choice).get(positions[choice]);
    }
    return sum;
  }

  /** Cost of the cheapest architecture. */
  public double least() {
    return fixed
        + entries.stream()
            .mapToDouble(ops -> ops.stream().mapToDouble(c -> c).min().orElseThrow())
            .sum();
  }

  /** Cost of the dearest architecture. */
  public double most() {
    return fixed
        + entries.stream()
            .mapToDouble(ops -> ops.stream().mapToDouble(c -> c).max().orElseThrow())
            .sum();
  }
}
