package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.space.Pool;
import io.absnas.core.tensor.Ops;
import java.util.List;

/**
 * 3x3 pooling with padding 1, as an edge of a cell: (N, C, H, W) to (N, C, H / stride, W / stride).
 *
 * @param pool largest value or mean; padded positions never win and are not counted
 * @param stride 1 or 2
 */
record PoolLayer(Pool pool, int stride) implements Layer {
  @Override
  public NDArray forward(NDArray x, ForwardMode mode) {
    return switch (pool) {
      case MAX -> Ops.maxPool3x3(x, stride);
      case AVERAGE -> Ops.avgPool3x3(x, stride);
    };
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
