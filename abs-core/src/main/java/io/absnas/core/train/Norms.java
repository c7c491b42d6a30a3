package io.absnas.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.tensor.FlatArrays;
import io.absnas.core.tensor.HostCopies;
import java.util.List;

/** Joint norms of many arrays; waits for the device. */
final class Norms {
  /** PyTorch's guard against a norm of zero. */
  private static final double EPSILON = 1e-6;

  private Norms() {}

  /** Sum of the squares of all values of arrays of one type and device. */
  static double square(List<NDArray> arrays) {
    if (arrays.isEmpty()) {
      return 0;
    }
    double sum = 0;
    try (NDManager scope = arrays.get(0).getManager().newSubManager()) {
      List<NDArray> squares = arrays.stream().map(array -> square(array, scope)).toList();
      // Nothing waits on a CPU; a GPU is waited for once.
      List<NDArray> read =
          scope.getDevice().isGpu() ? List.of(FlatArrays.concat(squares, scope)) : squares;
      for (NDArray array : read) {
        for (double square : HostCopies.doubles(array)) {
          sum += square;
        }
      }
    }
    return sum;
  }

  private static NDArray square(NDArray array, NDManager scope) {
    try (NDArray flat = array.flatten();
        NDArray squares = flat.mul(flat)) {
      NDArray sum = squares.sum();
      sum.attach(scope);
      return sum;
    }
  }

  /** What gradients of this squared norm are multiplied by so that it stays below the limit. */
  static double clipFactor(double square, double limit) {
    return Math.min(1, limit / (Math.sqrt(square) + EPSILON));
  }
}
