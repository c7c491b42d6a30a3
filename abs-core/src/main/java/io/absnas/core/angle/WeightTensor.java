package io.absnas.core.angle;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A tensor that belongs to the weight vector.
 *
 * @param name state-dict name
 * @param shape dimensions in PyTorch's order
 */
public record WeightTensor(String name, List<Long> shape) {
  /** Copies the shape. */
  public WeightTensor {
    requireNonNull(name, "name is null");
    shape = List.copyOf(shape);
  }

  /** Number of values. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
