package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.tensor.Ops;
import java.util.List;
import java.util.Optional;

/** Two-dimensional convolution without bias: (N, in, H, W) to (N, out, H / stride, W / stride). */
final class Conv2d implements Layer {
  private final Param weight;
  private final int stride;
  private final int padding;
  private final int dilation;
  private final int groups;

  private Conv2d(Param weight, int stride, int padding, int dilation, int groups) {
    this.weight = weight;
    this.stride = stride;
    this.padding = padding;
    this.dilation = dilation;
    this.groups = groups;
  }

  /** Over all input channels, padded so that stride 1 keeps the side. */
  static Conv2d dense(
      NetworkArrays arrays,
      String name,
      Optional<EdgeOp> owner,
      int in,
      int out,
      int kernel,
      int stride) {
    Param weight = arrays.convolution(name + ".weight", owner, out, in, 1, kernel);
    return new Conv2d(weight, stride, (kernel - 1) / 2, 1, 1);
  }

  /** Over all input channels, without padding: (N, in, H, W) to (N, out, H - k + 1, W - k + 1). */
  static Conv2d unpadded(NetworkArrays arrays, String name, int in, int out, int kernel) {
    Param weight = arrays.convolution(name + ".weight", Optional.empty(), out, in, 1, kernel);
    return new Conv2d(weight, 1, 0, 1, 1);
  }

  /** Every channel by itself, padded so that stride 1 keeps the side. */
  static Conv2d depthwise(
      NetworkArrays arrays,
      String name,
      Optional<EdgeOp> owner,
      int channels,
      int kernel,
      int stride,
      int dilation) {
    Param weight =
        arrays.convolution(name + ".weight", owner, channels, channels, channels, kernel);
    return new Conv2d(weight, stride, dilation * (kernel - 1) / 2, dilation, channels);
  }

  /**
   * This convolution, a batch norm with its running statistics, and ReLU6 if so, as one layer for
   * evaluation.
   *
   * @param arrays owner of the merged weights
   */
  Layer with(BatchNorm2d norm, boolean relu6, NDManager arrays) {
    return new FoldedConv2d(
        norm.fold(weight.leaf(), arrays), stride, padding, dilation, groups, relu6);
  }

  @Override
  public NDArray forward(NDArray x, ForwardMode mode) {
    NDArray y = Ops.conv2d(x, weight.leaf(), stride, padding, dilation, groups, mode.precision());
    mode.counter().ifPresent(counter -> counter.convolution(y, weight.value()));
    return y;
  }

  @Override
  public List<Param> parameters() {
    return List.of(weight);
  }

  @Override
  public List<BatchNorm2d> batchNorms() {
    return List.of();
  }
}
