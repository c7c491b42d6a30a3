package io.absnas.search.proxyless;

/**
 * Section {@code evaluation}: the most probable op of every layer on the held-out images, with the
 * statistics of each batch.
 *
 * @param batchSize images in one pass
 * @param everyEpochs epochs between evaluations; 0 for none before the end
 */
public record ValidationConfig(int batchSize, int everyEpochs) {
  /** Checks the numbers. */
  public ValidationConfig {
    if (batchSize < 2 || everyEpochs < 0) {
      throw new IllegalArgumentException(
          "batchSize must be at least 2 and everyEpochs at least 0, were %d and %d"
              .formatted(batchSize, everyEpochs));
    }
  }
}
