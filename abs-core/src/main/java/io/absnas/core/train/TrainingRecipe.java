package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.BatchNormMode;

/**
 * What a run trains with, apart from networks and data.
 *
 * @param rule passes of a step
 * @param optimiser settings of the update
 * @param schedule learning rate of every step
 * @param loss what is minimised
 * @param batchNorm what batch norms do in the passes of a step
 */
public record TrainingRecipe(
    StepRule rule,
    SgdSettings optimiser,
    LrSchedule schedule,
    SmoothedCrossEntropy loss,
    BatchNormMode batchNorm) {
  /** A recipe whose batch norms use the statistics of each batch. */
  public TrainingRecipe(
      StepRule rule, SgdSettings optimiser, LrSchedule schedule, SmoothedCrossEntropy loss) {
    this(rule, optimiser, schedule, loss, BatchNormMode.TRAIN);
  }

  /** Checks that all is there. */
  public TrainingRecipe {
    requireNonNull(rule, "rule is null");
    requireNonNull(optimiser, "optimiser is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(loss, "loss is null");
    requireNonNull(batchNorm, "batchNorm is null");
  }
}
