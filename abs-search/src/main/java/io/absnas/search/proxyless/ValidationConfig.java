package io.absnas.search.proxyless;

/**
 * Section {@code evaluation}: the most probable op of every layer on the held-out images, with the
 * statistics of each batch, or with running statistics that are estimated anew before.
 *
 * @param batchSize images in one pass
 * @param everyEpochs epochs between evaluations; 0 for none before the end
 * @param recalibrationImages training images that running statistics are estimated from; 0, as
 *     published, for the statistics of each batch
 */
public record ValidationConfig(int batchSize, int everyEpochs, int recalibrationImages) {
  /** Checks the numbers. */
  public ValidationConfig {
    if (batchSize < 2 || everyEpochs < 0 || recalibrationImages < 0) {
      throw new IllegalArgumentException(
          "batchSize must be at least 2, everyEpochs and recalibrationImages at least 0, were %d, %d and %d"
              .formatted(batchSize, everyEpochs, recalibrationImages));
    }
  }
}
