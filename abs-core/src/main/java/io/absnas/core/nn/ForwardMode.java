package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import io.absnas.core.tensor.MixedPrecision;
import java.util.Optional;

/**
 * How a forward pass runs.
 *
 * @param batchNorm what batch norms do
 * @param precision what convolutions and the classifier compute in
 * @param counter what counts multiply-adds, if they are counted
 */
public record ForwardMode(
    BatchNormMode batchNorm, MixedPrecision precision, Optional<OperationCount.Counter> counter) {
  /** Checks that all is there. */
  public ForwardMode {
    requireNonNull(batchNorm, "batchNorm is null");
    requireNonNull(precision, "precision is null");
    requireNonNull(counter, "counter is null");
  }

  /** A pass that counts nothing. */
  public ForwardMode(BatchNormMode batchNorm, MixedPrecision precision) {
    this(batchNorm, precision, Optional.empty());
  }

  /** In the type of the weights. */
  public static ForwardMode full(BatchNormMode batchNorm) {
    return new ForwardMode(batchNorm, MixedPrecision.OFF);
  }
}
