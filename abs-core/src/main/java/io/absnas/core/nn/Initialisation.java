package io.absnas.core.nn;

import java.util.random.RandomGenerator;

/**
 * Distributions of a fresh network's weights. Batch norms start with scale 1 and shift 0 under
 * both. The initial weights are the base of the angle, so the choice matters beyond training.
 */
public enum Initialisation {
  /**
   * Convolutions normal with mean 0 and variance 2 / (k k out): the rule of SPOS shrinking and of
   * ProxylessNAS. A depthwise convolution counts all its channels as outputs. Linear layers as
   * {@link #FRAMEWORK_DEFAULT}.
   */
  HE_FAN_OUT,
  /** PyTorch's default: uniform within 1 / sqrt(fan in), weights and linear biases alike. */
  FRAMEWORK_DEFAULT;

  /**
   * Weights of a convolution, row-major.
   *
   * @param inPerGroup input channels that one output channel reads
   */
  double[] convolution(RandomGenerator random, int out, int inPerGroup, int kernel) {
    int size = Math.multiplyExact(Math.multiplyExact(out, inPerGroup), kernel * kernel);
    return switch (this) {
      case HE_FAN_OUT -> normal(random, size, Math.sqrt(2.0 / ((double) kernel * kernel * out)));
      case FRAMEWORK_DEFAULT -> uniform(random, size, inPerGroup * kernel * kernel);
    };
  }

  /** Weights or bias of a linear layer with {@code in} inputs. */
  double[] linear(RandomGenerator random, int size, int in) {
    return uniform(random, size, in);
  }

  private static double[] normal(RandomGenerator random, int size, double deviation) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = deviation * random.nextGaussian();
    }
    return values;
  }

  private static double[] uniform(RandomGenerator random, int size, int fanIn) {
    double bound = 1 / Math.sqrt(fanIn);
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = bound * (2 * random.nextDouble() - 1);
    }
    return values;
  }
}
