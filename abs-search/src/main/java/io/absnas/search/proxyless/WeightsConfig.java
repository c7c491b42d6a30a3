package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.Initialisation;
import io.absnas.core.tensor.MixedPrecision;
import io.absnas.core.train.LrConfig;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.SgdConfig;

/**
 * Section {@code training}: how the weights are trained.
 *
 * @param batchSize images of a step, all replicas together
 * @param warmUpEpochs epochs at the beginning in which architecture parameters stay as they are
 * @param epochs epochs after them
 * @param warmUpRate schedule of the warm-up, as long as it unless it says otherwise
 * @param learningRate schedule after it
 * @param sgd the optimiser
 * @param labelSmoothing share of the target spread over all classes, of the weights alone
 * @param initialisation distribution of the weights before training
 * @param amp what convolutions and the classifier compute in while weights are trained
 */
public record WeightsConfig(
    int batchSize,
    int warmUpEpochs,
    int epochs,
    LrConfig warmUpRate,
    LrConfig learningRate,
    SgdConfig sgd,
    double labelSmoothing,
    Initialisation initialisation,
    MixedPrecision amp) {
  /** Checks the numbers. */
  public WeightsConfig {
    requireNonNull(warmUpRate, "warmUpRate is null");
    requireNonNull(learningRate, "learningRate is null");
    requireNonNull(sgd, "sgd is null");
    requireNonNull(initialisation, "initialisation is null");
    requireNonNull(amp, "amp is null");
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize is " + batchSize + ", must be at least 1");
    }
    if (warmUpEpochs < 0) {
      throw new IllegalArgumentException(
          "warmUpEpochs is " + warmUpEpochs + ", must be at least 0");
    }
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs is " + epochs + ", must be at least 1");
    }
    if (!(labelSmoothing >= 0) || !(labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "labelSmoothing is " + labelSmoothing + ", must be at least 0 and below 1");
    }
    if (amp.scalesLoss()) {
      throw new IllegalArgumentException("amp is fp16, must be off or bf16 in this search");
    }
  }

  /** Epochs of the whole training. */
  int allEpochs() {
    return warmUpEpochs + epochs;
  }

  /** Learning rates of all steps. */
  LrSchedule rates(long stepsPerEpoch) {
    LrSchedule joint = learningRate.scheduleOfSteps(epochs * stepsPerEpoch, stepsPerEpoch);
    if (warmUpEpochs == 0) {
      return joint;
    }
    long steps = warmUpEpochs * stepsPerEpoch;
    return new LrSchedule.Restarted(
        warmUpRate.scheduleOfSteps(steps, stepsPerEpoch), steps, 1, joint);
  }
}
