package io.absnas.core.weights;

import java.util.List;

/** Element counts of shapes that may come from a damaged or hostile file. */
final class TensorShape {
  private TensorShape() {}

  /** Number of elements, or -1 if a dimension is negative or the product exceeds 2^31 - 1. */
  static long elements(List<Long> shape) {
    long elements = 1;
    for (long dimension : shape) {
      if (dimension < 0 || dimension > Integer.MAX_VALUE) {
        return -1;
      }
      elements *= dimension;
      if (elements > Integer.MAX_VALUE) {
        return -1;
      }
    }
    return elements;
  }
}
