package io.absnas.search.proxyless;

import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.EdgeProbabilities;
import java.util.ArrayList;
import java.util.List;

/**
 * What architecture parameters say.
 *
 * @param space whose ops they are of
 * @param alphas one list for each choice, an entry for each op left
 */
record PathProbabilities(SearchSpace space, List<List<Double>> alphas) {
  PathProbabilities {
    alphas = alphas.stream().map(List::copyOf).toList();
  }

  /** Softmax of each choice. */
  List<double[]> probabilities() {
    return alphas.stream().map(ops -> EdgeProbabilities.of(array(ops))).toList();
  }

  /** Logarithms of them, finite also where a probability is none. */
  List<double[]> logarithms() {
    List<double[]> all = new ArrayList<>();
    for (List<Double> ops : alphas) {
      double[] values = array(ops);
      double most = ops.stream().mapToDouble(value -> value).max().orElseThrow();
      double sum = ops.stream().mapToDouble(value -> Math.exp(value - most)).sum();
      for (int i = 0; i < values.length; i++) {
        values[i] -= most + Math.log(sum);
      }
      all.add(values);
    }
    return all;
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(value -> value).toArray();
  }

  /** Mean entropy of the choices. */
  double entropy() {
    return probabilities().stream().mapToDouble(EdgeProbabilities::entropy).average().orElseThrow();
  }

  /** Positions of the most probable op of each choice, the first of equals. */
  int[] argmax() {
    return probabilities().stream().mapToInt(EdgeProbabilities::argmax).toArray();
  }

  /** Logarithm of the probability of an architecture. */
  double logProbability(int[] positions) {
    List<double[]> logarithms = logarithms();
    double sum = 0;
    for (int choice = 0; choice < positions.length; choice++) {
      sum += logarithms.get(choice)[positions[choice]];
    }
    return sum;
  }

  /** The architecture that has these positions among the ops left. */
  Architecture architecture(int[] positions) {
    List<CandidateOp> ops = new ArrayList<>();
    for (int choice = 0; choice < positions.length; choice++) {
      ops.add(space.ops(choice).get(positions[choice]));
    }
    return new Architecture(ops);
  }
}
