package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.Initialisation;

/**
 * Section {@code growth}: the supernet of DARTS cells is first trained while it grows from three
 * cells to all but one; then its weights become the base of the angles, and the first stage begins.
 *
 * @param epochs trained at each depth; 5 in the published run
 * @param initialisation distribution of the convolutions of inserted cells
 */
public record GrowthConfig(int epochs, Initialisation initialisation) {
  /** Checks the epochs. */
  public GrowthConfig {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "epochs is " + epochs + ", must be at least 1; leave growth out for none");
    }
    requireNonNull(initialisation, "initialisation is null");
  }
}
