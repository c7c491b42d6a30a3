package io.absnas.core.train;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.HostCopies;
import java.util.List;

/** Joint norms of many arrays; waits for the device. */
final class Norms {
  /** PyTorch's guard against a norm of zero. */
  private static final double EPSILON = 1e-6;

  private Norms() {}

  /** Sum of the squares of all values. */
  static double square(List<NDArray> arrays) {
    double square = 0;
    for (NDArray array : arrays) {
      try (NDArray flat = array.flatten();
          NDArray squares = flat.mul(flat);
          NDArray sum = squares.sum()) {
        square += HostCopies.doubles(sum)[0];
      }
    }
    return square;
  }

  /** What gradients of this squared norm are multiplied by so that it stays below the limit. */
  static double clipFactor(double square, double limit) {
    return Math.min(1, limit / (Math.sqrt(square) + EPSILON));
  }
}
