package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import io.absnas.core.tensor.MixedPrecision;

/**
 * How a forward pass runs.
 *
 * @param batchNorm what batch norms do
 * @param precision what convolutions and the classifier compute in
 */
public record ForwardMode(BatchNormMode batchNorm, MixedPrecision precision) {
  /** Checks that both are there. */
  public ForwardMode {
    requireNonNull(batchNorm, "batchNorm is null");
    requireNonNull(precision, "precision is null");
  }

  /** In the type of the weights. */
  public static ForwardMode full(BatchNormMode batchNorm) {
    return new ForwardMode(batchNorm, MixedPrecision.OFF);
  }
}
