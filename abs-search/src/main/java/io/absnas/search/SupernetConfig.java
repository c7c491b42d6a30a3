package io.absnas.search;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Section {@code supernet}: a supernet that is trained already, instead of training one.
 *
 * @param weights file of its weights
 * @param initial file of the weights that its training started from, which angles need
 */
public record SupernetConfig(String weights, Optional<String> initial) {
  /** Checks that there are weights. */
  public SupernetConfig {
    requireNonNull(weights, "weights is null");
    requireNonNull(initial, "initial is null");
  }
}
