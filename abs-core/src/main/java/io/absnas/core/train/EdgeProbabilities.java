package io.absnas.core.train;

import io.absnas.core.nn.EdgeGates;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The probabilities of one mixed edge and draws from them (ProxylessNAS, arXiv 1812.00332): p =
 * softmax(alpha), or the softmax over the open pair, and 0 elsewhere.
 */
public final class EdgeProbabilities {
  private EdgeProbabilities() {}

  /** softmax(alpha). */
  public static double[] of(double[] alphas) {
    return of(alphas, IntStream.range(0, alphas.length).boxed().toList());
  }

  /** Softmax over some of the candidates; 0 for the others. */
  static double[] of(double[] alphas, List<Integer> open) {
    double most = open.stream().mapToDouble(i -> alphas[i]).max().orElseThrow();
    double[] probabilities = new double[alphas.length];
    double sum = 0;
    for (int i : open) {
      probabilities[i] = Math.exp(alphas[i] - most);
      sum += probabilities[i];
    }
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  /** -sum p ln(p + 1e-8). */
  public static double entropy(double[] probabilities) {
    return Arrays.stream(probabilities).map(p -> -p * Math.log(p + 1e-8)).sum();
  }

  /** Position of the largest entry, the first of equals. */
  public static int argmax(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  /** One candidate by its probability. */
  static int draw(double[] probabilities, RandomGenerator random) {
    double left = random.nextDouble();
    int last = 0;
    for (int i = 0; i < probabilities.length; i++) {
      if (probabilities[i] > 0) {
        last = i;
        left -= probabilities[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return last;
  }

  /**
   * Gates of an edge. Where two are wanted but there is one candidate, it is as if all were wanted.
   */
  static EdgeGates gates(double[] alphas, GateMode mode, RandomGenerator random) {
    List<Integer> all = IntStream.range(0, alphas.length).boxed().toList();
    double[] probabilities = of(alphas);
    int first = draw(probabilities, random);
    if (mode != GateMode.TWO || alphas.length == 1) {
      return new EdgeGates(first, all);
    }
    List<Integer> others = all.stream().filter(i -> i != first).toList();
    int second = draw(of(alphas, others), random);
    List<Integer> pair = List.of(Math.min(first, second), Math.max(first, second));
    return new EdgeGates(draw(of(alphas, pair), random), pair);
  }
}
