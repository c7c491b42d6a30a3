package io.absnas.core.train;

import java.util.List;

/**
 * Adam as PyTorch defines it (Kingma and Ba 2015, arXiv 1412.6980), weight decay being part of the
 * gradient.
 *
 * @param rate learning rate, positive
 * @param firstBeta share of the old mean of gradients
 * @param secondBeta share of the old mean of squares
 * @param epsilon guard against a mean of squares of zero, positive
 * @param weightDecay added to the gradient as {@code weightDecay * value}
 */
public record AdamSettings(
    double rate, double firstBeta, double secondBeta, double epsilon, double weightDecay) {
  /** Checks the numbers. */
  public AdamSettings {
    if (!(rate > 0) || rate > Double.MAX_VALUE || !(epsilon > 0)) {
      throw new IllegalArgumentException(
          "rate and epsilon must be positive, were " + rate + " and " + epsilon);
    }
    requireShare("firstBeta", firstBeta);
    requireShare("secondBeta", secondBeta);
    if (!(weightDecay >= 0) || weightDecay > Double.MAX_VALUE) {
      throw new IllegalArgumentException("weightDecay must be at least 0, was " + weightDecay);
    }
  }

  /**
   * Settings of a configuration, which gives both shares in a list.
   *
   * @param betas {@link #firstBeta} and {@link #secondBeta}
   */
  public static AdamSettings of(
      double rate, List<Double> betas, double epsilon, double weightDecay) {
    if (betas.size() != 2) {
      throw new IllegalArgumentException("betas has " + betas.size() + " entries, must have 2");
    }
    return new AdamSettings(rate, betas.get(0), betas.get(1), epsilon, weightDecay);
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0) || !(value < 1)) {
      throw new IllegalArgumentException(name + " must be at least 0 and below 1, was " + value);
    }
  }
}
