package io.absnas.core.train;

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

  private static void requireShare(String name, double value) {
    if (!(value >= 0) || !(value < 1)) {
      throw new IllegalArgumentException(name + " must be at least 0 and below 1, was " + value);
    }
  }
}
