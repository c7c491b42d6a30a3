package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import io.absnas.core.train.AdamSettings;
import io.absnas.core.train.GradientClip;
import io.absnas.core.train.MixtureRecipe;
import java.util.List;
import java.util.Optional;

/**
 * Section {@code alphas}: how architecture parameters are trained, with Adam.
 *
 * @param order whether the step that the weights would take is looked through: first or second
 * @param learningRate of their update
 * @param betas shares of the old means of gradients and of their squares
 * @param epsilon guard against a mean of squares of zero
 * @param weightDecay added to the gradient as {@code weightDecay * alpha}
 * @param clipNorm largest joint L2 norm of their gradients; none if absent
 * @param radius of finite differences, second order only
 */
public record AlphasConfig(
    MixtureRecipe.Order order,
    double learningRate,
    List<Double> betas,
    double epsilon,
    double weightDecay,
    Optional<Double> clipNorm,
    double radius) {
  /** Checks the numbers. */
  public AlphasConfig {
    requireNonNull(order, "order is null");
    requireNonNull(clipNorm, "clipNorm is null");
    betas = List.copyOf(betas);
    if (!(clipNorm.orElse(1.0) > 0)) {
      throw new IllegalArgumentException("clipNorm is " + clipNorm.get() + ", must be above 0");
    }
    if (!(radius > 0)) {
      throw new IllegalArgumentException("radius is " + radius + ", must be above 0");
    }
    AdamSettings.of(learningRate, betas, epsilon, weightDecay);
  }

  /**
   * The recipe.
   *
   * @param weightSteps steps at the beginning that train the weights alone
   */
  MixtureRecipe recipe(long weightSteps) {
    return new MixtureRecipe(
        AdamSettings.of(learningRate, betas, epsilon, weightDecay),
        order,
        clipNorm.<GradientClip>map(GradientClip.ByNorm::new).orElse(GradientClip.None.NONE),
        weightSteps,
        radius);
  }
}
