package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.Mixup;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.MixedPrecision;
import io.absnas.core.train.AverageConfig;
import io.absnas.core.train.DropPath;
import io.absnas.core.train.LrConfig;
import io.absnas.core.train.SgdConfig;
import io.absnas.core.train.SmoothedCrossEntropy;
import io.absnas.core.train.StepRule;
import io.absnas.core.train.TrainingRecipe;
import java.util.Optional;

/**
 * Section {@code training}: how a stand-alone network is trained.
 *
 * @param batchSize images of a step, all replicas together
 * @param epochs length of the training in passes over the images; or else {@code steps}
 * @param steps length of the training in steps
 * @param learningRate schedule; as long as the training unless it says otherwise
 * @param sgd the optimiser
 * @param labelSmoothing share of the target spread over all classes, at least 0 and below 1
 * @param dropout probability that a feature before the classifier is zero
 * @param dropPath probability that an edge of a cell gives zeros for an image, at the end of the
 *     training, towards which it rises from 0 epoch by epoch; for genotypes
 * @param auxiliaryWeight what the loss of the auxiliary head counts beside that of the classifier
 * @param mixup mixtures of images and labels; none if absent
 * @param ema moving average of the weights, which is then what is evaluated and saved; none if
 *     absent
 * @param amp what convolutions and the classifier compute in; weights stay float32
 */
public record StandaloneTrainingConfig(
    int batchSize,
    Optional<Integer> epochs,
    Optional<Long> steps,
    LrConfig learningRate,
    SgdConfig sgd,
    double labelSmoothing,
    double dropout,
    double dropPath,
    double auxiliaryWeight,
    Optional<Mixup> mixup,
    Optional<AverageConfig> ema,
    MixedPrecision amp) {
  /** Checks the numbers. */
  public StandaloneTrainingConfig {
    requireNonNull(epochs, "epochs is null");
    requireNonNull(steps, "steps is null");
    requireNonNull(learningRate, "learningRate is null");
    requireNonNull(sgd, "sgd is null");
    requireNonNull(mixup, "mixup is null");
    requireNonNull(ema, "ema is null");
    requireNonNull(amp, "amp is null");
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize is " + batchSize + ", must be at least 1");
    }
    if (epochs.isPresent() == steps.isPresent()) {
      throw new IllegalArgumentException(
          "epochs or else steps must be given, one of them; training.steps= takes one away");
    }
    if (epochs.orElse(1) < 1) {
      throw new IllegalArgumentException("epochs is " + epochs.get() + ", must be at least 1");
    }
    if (steps.orElse(1L) < 1) {
      throw new IllegalArgumentException("steps is " + steps.get() + ", must be at least 1");
    }
    requireShare("labelSmoothing", labelSmoothing);
    requireShare("dropout", dropout);
    requireShare("dropPath", dropPath);
    if (!(auxiliaryWeight >= 0) || auxiliaryWeight > Double.MAX_VALUE) {
      throw new IllegalArgumentException(
          "auxiliaryWeight is " + auxiliaryWeight + ", must be at least 0");
    }
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0) || !(value < 1)) {
      throw new IllegalArgumentException(
          name + " is " + value + ", must be at least 0 and below 1");
    }
  }

  /** Steps of the whole training. */
  public long totalSteps(long stepsPerEpoch) {
    return steps.orElseGet(() -> Math.multiplyExact(epochs.orElseThrow(), stepsPerEpoch));
  }

  /** Epochs that the training reaches into. */
  int totalEpochs(long stepsPerEpoch) {
    return Math.toIntExact(-Math.floorDiv(-totalSteps(stepsPerEpoch), stepsPerEpoch));
  }

  /** Rule, optimiser, schedule, loss and average. */
  TrainingRecipe recipe(RandomStreams streams, long stepsPerEpoch) {
    return new TrainingRecipe(
        new StepRule.Standalone(
            dropout,
            new DropPath(dropPath, totalEpochs(stepsPerEpoch), stepsPerEpoch),
            auxiliaryWeight,
            streams),
        sgd.settings(),
        learningRate.scheduleOfSteps(totalSteps(stepsPerEpoch), stepsPerEpoch),
        new SmoothedCrossEntropy(labelSmoothing),
        new ForwardMode(BatchNormMode.TRAIN, amp),
        ema);
  }
}
