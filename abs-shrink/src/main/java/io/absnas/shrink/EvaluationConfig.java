package io.absnas.shrink;

/**
 * Section {@code evaluation}: how well children do, after the first stage's training and at the
 * end. Nothing of the shrinking depends on it.
 *
 * @param children random children of the current space; 0 skips it
 * @param recalibrationImages training images that re-estimate each child's batch-norm statistics
 * @param batchSize images of one forward pass
 */
public record EvaluationConfig(int children, int recalibrationImages, int batchSize) {
  /** Checks all three. */
  public EvaluationConfig {
    if (children < 0) {
      throw new IllegalArgumentException("children must not be negative, was " + children);
    }
    if (recalibrationImages < 1) {
      throw new IllegalArgumentException(
          "recalibrationImages must be at least 1, was " + recalibrationImages);
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be at least 1, was " + batchSize);
    }
  }
}
