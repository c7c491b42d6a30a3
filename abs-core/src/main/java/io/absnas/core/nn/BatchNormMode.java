package io.absnas.core.nn;

/**
 * How batch norms normalise and what becomes of their running statistics.
 *
 * @param batchStatistics whether the batch's own mean and variance are used
 * @param momentum share of the batch in the new running statistics (PyTorch's meaning)
 */
public record BatchNormMode(boolean batchStatistics, double momentum) {
  /** Batch statistics, running statistics updated with 0.1 of the batch. */
  public static final BatchNormMode TRAIN = new BatchNormMode(true, 0.1);

  /** Running statistics, left alone. */
  public static final BatchNormMode EVALUATE = new BatchNormMode(false, 0);

  /**
   * Batch number {@code k} (from 1) of a recalibration: momentum 1/k makes the running statistics
   * the exact mean over all batches so far.
   */
  public static BatchNormMode cumulative(int k) {
    return new BatchNormMode(true, 1.0 / k);
  }
}
