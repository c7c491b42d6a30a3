package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.tensor.Ops;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Halves a map without losing every second pixel (Liu et al. 2019): ReLU; a 1x1 convolution of
 * stride 2, conv_1, beside another, conv_2, of the map without its first row and column; batch norm
 * bn. (N, in, H, W) to (N, out, H / 2, W / 2), H and W even; out may be odd.
 */
final class FactorizedReduce implements Layer {
  private final Conv2d even; // (N, out / 2, H / 2, W / 2)
  private final Conv2d odd; // (N, out - out / 2, H / 2, W / 2)
  private final BatchNorm2d batchNorm;

  FactorizedReduce(
      NetworkArrays arrays, String name, Optional<EdgeOp> owner, int in, int out, NormForm norm) {
    int half = out / 2;
    this.even = Conv2d.dense(arrays, name + ".conv_1", owner, in, half, 1, 2);
    this.odd = Conv2d.dense(arrays, name + ".conv_2", owner, in, out - half, 1, 2);
    this.batchNorm = norm.layer(arrays, name + ".bn", owner, out);
  }

  @Override
  public NDArray forward(NDArray x, ForwardMode mode) {
    try (NDArray active = Ops.relu(x);
        NDArray both = halves(active, mode)) {
      return batchNorm.forward(both, mode);
    }
  }

  /**
   * From the map after ReLU, with another scale in the batch norm.
   *
   * @param factors (out)
   */
  NDArray reduced(NDArray active, NDArray factors, ForwardMode mode) {
    try (NDArray both = halves(active, mode)) {
      return batchNorm.scaled(both, factors, mode);
    }
  }

  private NDArray halves(NDArray active, ForwardMode mode) {
    long height = active.getShape().get(2);
    long width = active.getShape().get(3);
    if (height % 2 != 0 || width % 2 != 0) {
      throw new IllegalArgumentException(
          "a factorized reduction halves maps of even sides, got " + active.getShape());
    }
    try (NDArray below = Ops.slice(active, 2, 1, height);
        NDArray shifted = Ops.slice(below, 3, 1, width);
        NDArray first = even.forward(active, mode);
        NDArray second = odd.forward(shifted, mode)) {
      return Ops.concatChannels(List.of(first, second));
    }
  }

  @Override
  public List<Param> parameters() {
    return Stream.of(even, odd, batchNorm).flatMap(l -> l.parameters().stream()).toList();
  }

  @Override
  public List<BatchNorm2d> batchNorms() {
    return List.of(batchNorm);
  }
}
