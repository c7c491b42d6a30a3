package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.Ops;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of one kind of cell within one pass, as factors of maps and as scales of batch norms.
 * Everything belongs to the pass's manager.
 */
final class Mixture {
  private final MixtureWeights weights;
  private final NetworkArrays arrays;
  private final NDArray values; // (edges, columns)
  private final List<NDArray> factors; // one value each
  private final Map<Integer, List<NDArray>> scales = new HashMap<>(); // by C, (C) each

  Mixture(MixtureWeights weights, NetworkArrays arrays, NDArray images) {
    this.weights = weights;
    this.arrays = arrays;
    this.values = weights.values(images.getManager());
    this.factors = Ops.entries(values);
  }

  /** The weight of an op, a single value. */
  NDArray factor(int edge, int column) {
    return factors.get(weights.position(edge, column));
  }

  /** The weight of an op for each of so many channels. */
  NDArray scale(int edge, int column, int channels) {
    return scales
        .computeIfAbsent(channels, many -> Ops.repeatedEntries(values, arrays.constant(many, 1)))
        .get(weights.position(edge, column));
  }
}
