package io.absnas.search.darts;

/**
 * Section {@code evaluation}: the network on the images that train the architecture.
 *
 * @param batchSize images in one pass
 * @param augmented whether the images are changed at random as in training, which is published
 * @param lastEpochs epochs at the end of a stage after which it is evaluated; 0 for never
 */
public record HalvesEvaluationConfig(int batchSize, boolean augmented, int lastEpochs) {
  /** Checks the numbers. */
  public HalvesEvaluationConfig {
    if (batchSize < 1 || lastEpochs < 0) {
      throw new IllegalArgumentException(
          "batchSize must be at least 1 and lastEpochs at least 0, were %d and %d"
              .formatted(batchSize, lastEpochs));
    }
  }
}
