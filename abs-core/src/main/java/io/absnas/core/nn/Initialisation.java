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
  /** The same with biases of linear layers 0: the search network of ProxylessNAS. */
  HE_FAN_OUT_ZERO_BIAS,
  /**
   * Convolutions normal with mean 0 and variance 2 / (k k in), of a depthwise one all its channels
   * counted as inputs; biases of linear layers 0: the other choice of ProxylessNAS.
   */
  HE_FAN_IN_ZERO_BIAS,
  /**
   * Convolutions uniform within sqrt(6 / fan in), as for ReLU (He et al. 2015); the weight of a
   * linear layer normal with deviation 0.01, its bias 0: the supernet of DARTS cells.
   */
  HE_UNIFORM,
  /** PyTorch's default: uniform within 1 / sqrt(fan in), weights and linear biases alike. */
  FRAMEWORK_DEFAULT;

  private static final double LINEAR_DEVIATION = 0.01;

  /**
   * Weights of a convolution, row-major.
   *
   * @param in input channels, of which every output channel reads {@code in / groups}
   */
  double[] convolution(RandomGenerator random, int out, int in, int groups, int kernel) {
    int inPerGroup = in / groups;
    int size = Math.multiplyExact(Math.multiplyExact(out, inPerGroup), kernel * kernel);
    return switch (this) {
      case HE_FAN_OUT, HE_FAN_OUT_ZERO_BIAS ->
          normal(random, size, Math.sqrt(2.0 / ((double) kernel * kernel * out)));
      case HE_FAN_IN_ZERO_BIAS ->
          normal(random, size, Math.sqrt(2.0 / ((double) kernel * kernel * in)));
      case HE_UNIFORM -> uniform(random, size, Math.sqrt(6.0 / (inPerGroup * kernel * kernel)));
      case FRAMEWORK_DEFAULT -> uniform(random, size, 1 / Math.sqrt(inPerGroup * kernel * kernel));
    };
  }

  /** Weights of a linear layer, row-major. */
  double[] linearWeight(RandomGenerator random, int out, int in) {
    int size = Math.multiplyExact(out, in);
    return switch (this) {
      case HE_UNIFORM -> normal(random, size, LINEAR_DEVIATION);
      case HE_FAN_OUT, HE_FAN_OUT_ZERO_BIAS, HE_FAN_IN_ZERO_BIAS, FRAMEWORK_DEFAULT ->
          uniform(random, size, 1 / Math.sqrt(in));
    };
  }

  /** Bias of a linear layer with {@code in} inputs. */
  double[] linearBias(RandomGenerator random, int out, int in) {
    return switch (this) {
      case HE_UNIFORM, HE_FAN_OUT_ZERO_BIAS, HE_FAN_IN_ZERO_BIAS -> new double[out];
      case HE_FAN_OUT, FRAMEWORK_DEFAULT -> uniform(random, out, 1 / Math.sqrt(in));
    };
  }

  private static double[] normal(RandomGenerator random, int size, double deviation) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = deviation * random.nextGaussian();
    }
    return values;
  }

  private static double[] uniform(RandomGenerator random, int size, double bound) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = bound * (2 * random.nextDouble() - 1);
    }
    return values;
  }
}
