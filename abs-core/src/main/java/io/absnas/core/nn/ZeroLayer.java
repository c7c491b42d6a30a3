package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.Ops;
import java.util.List;

/**
 * x times zero, as in the reference: what feeds the edge receives a gradient, of zeros. Sums leave
 * it out where they have anything else.
 *
 * @param zero a single zero
 * @param stride every which row and column stays: (N, C, H, W) to (N, C, H / stride, W / stride)
 */
record ZeroLayer(NDArray zero, int stride) implements Layer {
  @Override
  public NDArray forward(NDArray x, ForwardMode mode) {
    if (stride == 1) {
      return Ops.multiply(x, zero, mode.precision());
    }
    try (NDArray every = Ops.avgPool(x, 1, stride)) {
      return Ops.multiply(every, zero, mode.precision());
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
