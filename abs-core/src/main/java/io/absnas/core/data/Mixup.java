package io.absnas.core.data;

import io.absnas.core.run.RandomStreams;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Training on mixtures of two images and their labels (Zhang et al. 2018, arXiv 1710.09412): every
 * image of a batch becomes {@code share} times itself plus the rest times the image before it, the
 * first one's being the last. The share is drawn once for a batch, from Beta(alpha, alpha).
 *
 * @param alpha above 0; 0.2 is usual for ImageNet, 1 makes all shares equally likely
 */
public record Mixup(double alpha) {
  /** Checks alpha. */
  public Mixup {
    if (!(alpha > 0) || alpha > Double.MAX_VALUE) {
      throw new IllegalArgumentException("alpha is " + alpha + ", must be above 0");
    }
  }

  /** The mixed batch of a step; its share comes from the stream {@code mixup} of the step. */
  HostBatch mix(HostBatch batch, RandomStreams streams, long step) {
    return mix(batch, share(streams.stream("mixup", step)));
  }

  static HostBatch mix(HostBatch batch, double share) {
    float[] pixels = batch.pixels();
    float[] mixed = new float[pixels.length];
    int images = batch.count();
    int size = pixels.length / images;
    for (int image = 0; image < images; image++) {
      int other = (image + images - 1) % images * size;
      int own = image * size;
      for (int i = 0; i < size; i++) {
        mixed[own + i] = (float) (share * pixels[own + i] + (1 - share) * pixels[other + i]);
      }
    }
    Integer[] others = new Integer[images];
    Arrays.setAll(others, image -> batch.labels()[(image + images - 1) % images]);
    return new HostBatch(
        mixed,
        batch.labels(),
        new LabelMixture(List.of(others), share),
        batch.height(),
        batch.width(),
        batch.channels());
  }

  /** A draw from Beta(alpha, alpha). */
  double share(RandomGenerator random) {
    double one = gamma(random);
    double other = gamma(random);
    double sum = one + other;
    // With a tiny alpha both may be too small to divide; then one of the images is alone.
    return sum > 0 ? one / sum : random.nextInt(2);
  }

  /**
   * A draw from Gamma(alpha, 1) by rejection (Marsaglia and Tsang 2000); below 1 from alpha + 1, by
   * a power of a uniform draw.
   */
  private double gamma(RandomGenerator random) {
    if (alpha < 1) {
      double boost = Math.pow(1 - random.nextDouble(), 1 / alpha);
      return boost * largeGamma(alpha + 1, random);
    }
    return largeGamma(alpha, random);
  }

  private static double largeGamma(double shape, RandomGenerator random) {
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double root = 1 + c * x;
      if (root > 0) {
        double v = root * root * root;
        double u = 1 - random.nextDouble();
        if (Math.log(u) < x * x / 2 + d * (1 - v + Math.log(v))) {
          return d * v;
        }
      }
    }
  }
}
