package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import io.absnas.core.tensor.MixedPrecision;
import io.absnas.core.train.LrConfig;
import io.absnas.core.train.SgdConfig;

/**
 * Section {@code training}: how the weights are trained.
 *
 * @param batchSize images of a step, all replicas together, of either part
 * @param share of the training images that train the weights, from the first on; the others train
 *     the architecture
 * @param learningRate schedule of every stage, as long as the stage unless it says otherwise
 * @param sgd the optimiser
 * @param amp what convolutions and the classifier compute in; weights stay float32
 */
public record WeightsConfig(
    int batchSize, double share, LrConfig learningRate, SgdConfig sgd, MixedPrecision amp) {
  /** Checks the numbers. */
  public WeightsConfig {
    requireNonNull(learningRate, "learningRate is null");
    requireNonNull(sgd, "sgd is null");
    requireNonNull(amp, "amp is null");
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize is " + batchSize + ", must be at least 1");
    }
    if (!(share > 0) || !(share < 1)) {
      throw new IllegalArgumentException("share is " + share + ", must be above 0 and below 1");
    }
    if (amp.scalesLoss()) {
      throw new IllegalArgumentException("amp is fp16, must be off or bf16 in these searches");
    }
  }
}
