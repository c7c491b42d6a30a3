package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

/**
 * What a run trains with, apart from networks and data.
 *
 * @param rule passes of a step
 * @param optimiser settings of the update
 * @param schedule learning rate of every step
 * @param loss what is minimised
 */
public record TrainingRecipe(
    StepRule rule, SgdSettings optimiser, LrSchedule schedule, SmoothedCrossEntropy loss) {
  /** Checks that all is there. */
  public TrainingRecipe {
    requireNonNull(rule, "rule is null");
    requireNonNull(optimiser, "optimiser is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(loss, "loss is null");
  }
}
