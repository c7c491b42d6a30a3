package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.weights.NamedTensors;
import java.util.Optional;

/**
 * A trained supernet.
 *
 * @param weights parameters and running statistics
 * @param id of the weights
 * @param initial the weights that training started from, where they are known
 * @param steps training steps; 0 if it was trained elsewhere
 */
record Supernet(NamedTensors weights, String id, Optional<Initial> initial, long steps) {
  /**
   * Weights before training.
   *
   * @param weights the weights
   * @param id their id
   */
  record Initial(NamedTensors weights, String id) {
    Initial {
      requireNonNull(weights, "weights is null");
      requireNonNull(id, "id is null");
    }
  }

  Supernet {
    requireNonNull(weights, "weights is null");
    requireNonNull(id, "id is null");
    requireNonNull(initial, "initial is null");
  }
}
