package io.absnas.search.child;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Section {@code evaluation}: how a child is measured. Its batch norms are re-estimated on a fixed,
 * seeded set of augmented training images, then its accuracy is that on the held-out images.
 *
 * @param recalibrationImages training images; 20,000 in the published searches
 * @param recalibrationBatchSize of them in one pass; 64 in the published searches
 * @param recalibrationMomentum share of each batch in the running statistics, 0.1 in the published
 *     searches; absent: the mean over all batches
 * @param batchSize held-out images in one pass; 200 in the published searches
 * @param cache folder where results are kept over runs and workers; absent: none are
 */
public record EvaluationConfig(
    int recalibrationImages,
    int recalibrationBatchSize,
    Optional<Double> recalibrationMomentum,
    int batchSize,
    Optional<String> cache) {
  /** Checks the numbers. */
  public EvaluationConfig {
    requireNonNull(recalibrationMomentum, "recalibrationMomentum is null");
    requireNonNull(cache, "cache is null");
    require("recalibrationImages", recalibrationImages);
    require("recalibrationBatchSize", recalibrationBatchSize);
    require("batchSize", batchSize);
    double share = recalibrationMomentum.orElse(1.0);
    if (!(share > 0) || !(share <= 1)) {
      throw new IllegalArgumentException(
          "recalibrationMomentum is " + share + ", must be above 0 and at most 1");
    }
  }

  private static void require(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", must be at least 1");
    }
  }

  OptionalDouble momentum() {
    return recalibrationMomentum.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }
}
