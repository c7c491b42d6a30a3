package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.MixedPrecision;
import java.util.Optional;

/**
 * Section {@code training} of a configuration.
 *
 * @param batchSize images of a step, all replicas together
 * @param epochs epochs of the whole training, or of the first stage where there are several
 * @param laterEpochs epochs of each later stage; as many as the first if absent
 * @param learningRate schedule over all stages
 * @param sgd the optimiser
 * @param labelSmoothing share of the target spread over all classes, at least 0 and below 1
 * @param initialisation distribution of the initial weights, which are the base of the angle
 * @param paths how paths are sampled
 * @param sampling whose generators draw them
 * @param amp what convolutions and the classifier compute in; weights stay float32
 */
public record TrainingConfig(
    int batchSize,
    int epochs,
    Optional<Integer> laterEpochs,
    LrConfig learningRate,
    SgdConfig sgd,
    double labelSmoothing,
    Initialisation initialisation,
    PathKind paths,
    Sampling sampling,
    MixedPrecision amp) {
  /** Checks the numbers and that the reference has a generator for the paths. */
  public TrainingConfig {
    requireNonNull(laterEpochs, "laterEpochs is null");
    requireNonNull(learningRate, "learningRate is null");
    requireNonNull(sgd, "sgd is null");
    requireNonNull(initialisation, "initialisation is null");
    requireNonNull(paths, "paths is null");
    requireNonNull(sampling, "sampling is null");
    requireNonNull(amp, "amp is null");
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize is " + batchSize + ", must be at least 1");
    }
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs is " + epochs + ", must be at least 1");
    }
    if (laterEpochs.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "laterEpochs is " + laterEpochs.get() + ", must be at least 1");
    }
    if (!(labelSmoothing >= 0) || !(labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "labelSmoothing is " + labelSmoothing + ", must be at least 0 and below 1");
    }
    if (laterEpochs.isPresent() && !learningRate.coversStages()) {
      throw new IllegalArgumentException(
          "laterEpochs is %d, but the learning rate has no length of its own and would end with the"
                  .formatted(laterEpochs.get())
              + " first stage");
    }
    if (sampling == Sampling.REFERENCE && paths == PathKind.INDEPENDENT_CELLS) {
      throw new IllegalArgumentException(
          "sampling is reference, which has no generator for paths: independent-cells");
    }
  }

  /** Epochs of stage number {@code stage}, from 0. */
  public int stageEpochs(int stage) {
    return stage == 0 ? epochs : laterEpochs.orElse(epochs);
  }

  /** Epochs that are done when stage number {@code stage}, from 0, is. */
  public long epochsUntil(int stage) {
    return epochs + (long) stage * stageEpochs(1);
  }

  /**
   * Passes that a step makes over its batch: as many as a choice has ops with strictly fair paths,
   * otherwise one.
   *
   * @throws AbsException of kind USAGE if paths are strictly fair and the choices have different
   *     numbers of ops
   */
  public int passes(SearchSpace space) {
    if (paths != PathKind.STRICTLY_FAIR) {
      return 1;
    }
    FairPermutations.requireEqualCounts(space);
    return space.ops(0).size();
  }

  /**
   * Steps of the first stage if an epoch is so many passes over the images: floor(epochs * batches
   * / passes), as in the reference's retraining with strict fairness.
   *
   * @param batchesPerEpoch batches of one pass over the images
   */
  public long steps(long batchesPerEpoch, int passes) {
    return LrConfig.steps(epochs, batchesPerEpoch, passes);
  }

  /**
   * Rule, optimiser, schedule and loss of a run whose steps count as one pass each.
   *
   * @param streams where paths come from; the reference's counters start at their seed
   * @param stepsPerEpoch batches of one pass over the images
   * @throws AbsException of kind USAGE if the reference's generators cannot start at the seed
   */
  public TrainingRecipe recipe(RandomStreams streams, long stepsPerEpoch) {
    return recipe(streams, stepsPerEpoch, 1);
  }

  /**
   * Rule, optimiser, schedule and loss.
   *
   * @param streams where paths come from; the reference's counters start at their seed
   * @param batchesPerEpoch batches of one pass over the images
   * @param passes passes that a step makes over its batch, which shorten the schedule
   * @throws AbsException of kind USAGE if the reference's generators cannot start at the seed
   */
  public TrainingRecipe recipe(RandomStreams streams, long batchesPerEpoch, int passes) {
    return new TrainingRecipe(
        rule(streams),
        sgd.settings(),
        learningRate.schedule(epochs, batchesPerEpoch, passes),
        new SmoothedCrossEntropy(labelSmoothing),
        new ForwardMode(BatchNormMode.TRAIN, amp));
  }

  private StepRule rule(RandomStreams streams) {
    boolean own = sampling == Sampling.OWN;
    if (!own && !ReferenceSeed.allows(streams.seed())) {
      throw new AbsException(
          ExitCode.USAGE,
          "seed is %d, must be 0 to %d with training.sampling: reference"
              .formatted(streams.seed(), ReferenceSeed.MOST));
    }
    return switch (paths) {
      case UNIFORM ->
          new StepRule.SinglePath(
              own ? new UniformPaths(streams) : new ReferencePaths(streams.seed()));
      case STRICTLY_FAIR ->
          new StepRule.FairPaths(
              own ? new StrictlyFairPaths(streams) : new ReferenceFairPaths(streams.seed()));
      case INDEPENDENT_CELLS -> new StepRule.SinglePath(new IndependentCells(streams));
    };
  }
}
