package io.absnas.core.tensor;

/**
 * What the convolutions and the classifier of a float32 network compute in while it trains (arXiv
 * 1710.03740). Weights, batch norm's scale, shift and statistics, loss and update stay float32.
 */
public enum MixedPrecision {
  /** The type of the weights. */
  OFF,
  /** bfloat16: the range of float32, 8 significant bits. */
  BF16,
  /** IEEE 754 half precision: 11 significant bits, from 6e-8 to 65504. */
  FP16;

  /** Whether the loss must be scaled up, or small gradients would become zero. */
  public boolean scalesLoss() {
    return this == FP16;
  }
}
