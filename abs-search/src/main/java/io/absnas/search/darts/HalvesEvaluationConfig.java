package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Section {@code evaluation}: the network on the images that train the architecture.
 *
 * @param batchSize images in one pass
 * @param augmented whether the images are changed at random as in training, which is published
 * @param lastEpochs epochs at the end of a stage after which it is evaluated; 0 for never, absent
 *     for all
 */
public record HalvesEvaluationConfig(
    int batchSize, boolean augmented, Optional<Integer> lastEpochs) {
  /** Checks the numbers. */
  public HalvesEvaluationConfig {
    requireNonNull(lastEpochs, "lastEpochs is null");
    if (batchSize < 1 || lastEpochs.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "batchSize must be at least 1 and lastEpochs at least 0, were %d and %d"
              .formatted(batchSize, lastEpochs.orElse(0)));
    }
  }

  /** Epochs of a stage of so many after which it is evaluated, at its end. */
  int epochs(int ofStage) {
    return Math.min(lastEpochs.orElse(ofStage), ofStage);
  }
}
