package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.Ops;
import java.util.List;

/**
 * A convolution into which the batch norm behind it was merged, for evaluation only: with running
 * mean m, running variance v, scale s and shift b, every output channel's weights times s / sqrt(v
 * + epsilon), plus b - m s / sqrt(v + epsilon).
 *
 * @param weights merged weights and biases
 * @param relu6 whether min(max(0, y), 6) follows
 */
record FoldedConv2d(
    Weights weights, int stride, int padding, int dilation, int groups, boolean relu6)
    implements Layer {
  /**
   * What the merged convolution multiplies with and adds.
   *
   * @param weight (out, in / groups, k, k)
   * @param bias (out)
   */
  record Weights(NDArray weight, NDArray bias) {}

  @Override
  public NDArray forward(NDArray x, ForwardMode mode) {
    NDArray y = Ops.conv2d(x, weights.weight(), weights.bias(), stride, padding, dilation, groups);
    if (!relu6) {
      return y;
    }
    try (y) {
      return Ops.relu6InPlace(y);
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
