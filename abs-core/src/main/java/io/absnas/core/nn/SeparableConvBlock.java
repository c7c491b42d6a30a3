package io.absnas.core.nn;

import io.absnas.core.space.EdgeOp;
import java.util.Optional;

/**
 * Builds the convolutions of DARTS cells (Liu et al. 2019, arXiv 1806.09055), (N, C, H, W) to (N,
 * C, H / stride, W / stride):
 *
 * <pre>
 * separable: op.0 ReLU, op.1 k x k depthwise, stride s, op.2 1x1, op.3 batch norm,
 *            op.4 ReLU, op.5 k x k depthwise, stride 1, op.6 1x1, op.7 batch norm
 * dilated:   op.0 ReLU, op.1 k x k depthwise, stride s, dilation 2, op.2 1x1, op.3 batch norm
 * </pre>
 */
final class SeparableConvBlock {
  private static final int DILATION = 2;

  private SeparableConvBlock() {}

  static Layer separable(
      NetworkArrays arrays,
      String name,
      Optional<EdgeOp> owner,
      int channels,
      int kernel,
      int stride,
      NormForm norm) {
    String op = name + ".op.";
    return new Sequence(
        StatelessLayer.RELU,
        Conv2d.depthwise(arrays, op + 1, owner, channels, kernel, stride, 1),
        Conv2d.dense(arrays, op + 2, owner, channels, channels, 1, 1),
        norm.layer(arrays, op + 3, owner, channels),
        StatelessLayer.RELU_IN_PLACE,
        Conv2d.depthwise(arrays, op + 5, owner, channels, kernel, 1, 1),
        Conv2d.dense(arrays, op + 6, owner, channels, channels, 1, 1),
        norm.layer(arrays, op + 7, owner, channels));
  }

  static Layer dilated(
      NetworkArrays arrays,
      String name,
      Optional<EdgeOp> owner,
      int channels,
      int kernel,
      int stride,
      NormForm norm) {
    String op = name + ".op.";
    return new Sequence(
        StatelessLayer.RELU,
        Conv2d.depthwise(arrays, op + 1, owner, channels, kernel, stride, DILATION),
        Conv2d.dense(arrays, op + 2, owner, channels, channels, 1, 1),
        norm.layer(arrays, op + 3, owner, channels));
  }
}
