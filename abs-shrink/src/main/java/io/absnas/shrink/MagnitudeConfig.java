package io.absnas.shrink;

import io.absnas.core.train.AdamSettings;
import io.absnas.core.train.MixtureRecipe;
import java.util.List;

/**
 * Section {@code scoring.magnitude}: how architecture parameters are trained for metric {@code
 * magnitude}, after every step of the weights, by Adam on held-out images that run the mixture of
 * all ops.
 *
 * @param learningRate of their update; 3e-4 as published
 * @param betas shares of the old means of gradients and of their squares; 0.5 and 0.999
 * @param epsilon guard against a mean of squares of zero
 * @param weightDecay added to the gradient as {@code weightDecay * alpha}; 1e-3
 */
public record MagnitudeConfig(
    double learningRate, List<Double> betas, double epsilon, double weightDecay) {
  /** As NAS-Bench-201's baseline trains them. */
  static final MagnitudeConfig PUBLISHED =
      new MagnitudeConfig(3e-4, List.of(0.5, 0.999), 1e-8, 1e-3);

  /** Checks the numbers. */
  public MagnitudeConfig {
    betas = List.copyOf(betas);
    AdamSettings.of(learningRate, betas, epsilon, weightDecay);
  }

  MixtureRecipe recipe() {
    return MixtureRecipe.afterWeights(AdamSettings.of(learningRate, betas, epsilon, weightDecay));
  }
}
