package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.tensor.HostCopies;
import java.util.random.RandomGenerator;

/**
 * Masks for dropout (Srivastava et al. 2014), drawn on the host: the engine's own generator is one
 * per process and could not be resumed.
 */
public final class Dropout {
  private Dropout() {}

  /**
   * A mask of zeros, each with probability {@code rate}, and else 1 / (1 - rate).
   *
   * @return (images, features), in {@code step}
   */
  public static NDArray mask(
      RandomGenerator random,
      double rate,
      int images,
      int features,
      NDManager step,
      DataType type) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), was " + rate);
    }
    double[] values = new double[Math.multiplyExact(images, features)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble() < rate ? 0 : 1 / (1 - rate);
    }
    return HostCopies.create(step, values, new Shape(images, features), type);
  }
}
