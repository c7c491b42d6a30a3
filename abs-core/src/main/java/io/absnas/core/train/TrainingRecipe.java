package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import java.util.Optional;

/**
 * What a run trains with, apart from networks and data.
 *
 * @param rule passes of a step
 * @param optimiser settings of the update
 * @param schedule learning rate of every step
 * @param loss what is minimised
 * @param mode what batch norms do and what convolutions compute in, in the passes of a step
 * @param average moving average of the weights, if there is one
 * @param alphas how architecture parameters are trained, if there are any
 */
public record TrainingRecipe(
    StepRule rule,
    SgdSettings optimiser,
    LrSchedule schedule,
    SmoothedCrossEntropy loss,
    ForwardMode mode,
    Optional<AverageConfig> average,
    Optional<AlphaRecipe> alphas) {
  /** A recipe without architecture parameters. */
  public TrainingRecipe(
      StepRule rule,
      SgdSettings optimiser,
      LrSchedule schedule,
      SmoothedCrossEntropy loss,
      ForwardMode mode,
      Optional<AverageConfig> average) {
    this(rule, optimiser, schedule, loss, mode, average, Optional.empty());
  }

  /** A recipe without an average of the weights. */
  public TrainingRecipe(
      StepRule rule,
      SgdSettings optimiser,
      LrSchedule schedule,
      SmoothedCrossEntropy loss,
      ForwardMode mode) {
    this(rule, optimiser, schedule, loss, mode, Optional.empty());
  }

  /** A recipe in full precision whose batch norms use the statistics of each batch. */
  public TrainingRecipe(
      StepRule rule, SgdSettings optimiser, LrSchedule schedule, SmoothedCrossEntropy loss) {
    this(rule, optimiser, schedule, loss, ForwardMode.full(BatchNormMode.TRAIN));
  }

  /** The same recipe that trains architecture parameters too. */
  public TrainingRecipe withAlphas(AlphaRecipe added) {
    return new TrainingRecipe(rule, optimiser, schedule, loss, mode, average, Optional.of(added));
  }

  /** The same recipe with other rates. */
  public TrainingRecipe withSchedule(LrSchedule other) {
    return new TrainingRecipe(rule, optimiser, other, loss, mode, average, alphas);
  }

  /** Checks that all is there. */
  public TrainingRecipe {
    requireNonNull(rule, "rule is null");
    requireNonNull(optimiser, "optimiser is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(loss, "loss is null");
    requireNonNull(mode, "mode is null");
    requireNonNull(average, "average is null");
    requireNonNull(alphas, "alphas is null");
    if (alphas.isPresent() && mode.precision().scalesLoss()) {
      throw new IllegalArgumentException(
          "architecture parameters are trained in float32 or bf16, not in fp16");
    }
  }
}
