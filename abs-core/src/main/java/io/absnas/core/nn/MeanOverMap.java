package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.Ops;
import java.util.List;

/**
 * Mean over a window of the final map's side, flattened: (N, C, S, S) to (N, C); input of another
 * side is an error.
 *
 * @param window side in pixels
 */
record MeanOverMap(int window) implements Layer {
  @Override
  public NDArray forward(NDArray x, ForwardMode mode) {
    if (x.getShape().get(2) != window || x.getShape().get(3) != window) {
      throw new IllegalArgumentException(
          "the final map is %s, this network pools %dx%d: the images have another size"
              .formatted(x.getShape(), window, window));
    }
    try (NDArray pooled = Ops.avgPool(x, window, mode.precision())) {
      return Ops.flatten(pooled);
    }
  }

  @Override
  public List<Param> parameters() {
    return List.of();
  }

  @Override
  public List<BatchNorm2d> batchNorms() {
    return List.of();
  }
}
