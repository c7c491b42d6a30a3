package io.absnas.core.nn;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import java.util.Optional;

/**
 * Builds the block of the MobileNet-like spaces (Sandler et al. 2018, MobileNetV2):
 *
 * <pre>
 * conv.0  1x1 in to mid, conv.1 batch norm, ReLU6
 * conv.3  k x k depthwise, stride s, conv.4 batch norm, ReLU6
 * conv.6  1x1 mid to out, conv.7 batch norm, no activation
 * </pre>
 *
 * plus the input where the shape stays.
 */
final class InvertedResidualBlock {
  private InvertedResidualBlock() {}

  static Layer create(
      NetworkArrays arrays,
      String name,
      Optional<EdgeOp> owner,
      LayerShape shape,
      InvertedResidual op) {
    int in = shape.inChannels();
    int middle = in * op.expansion();
    int out = shape.outChannels();
    String conv = name + ".conv.";
    Sequence body =
        new Sequence(
            Conv2d.dense(arrays, conv + 0, owner, in, middle, 1, 1),
            BatchNorm2d.affine(arrays, conv + 1, owner, middle),
            StatelessLayer.RELU6_IN_PLACE,
            Conv2d.depthwise(arrays, conv + 3, owner, middle, op.kernel(), shape.stride(), 1),
            BatchNorm2d.affine(arrays, conv + 4, owner, middle),
            StatelessLayer.RELU6_IN_PLACE,
            Conv2d.dense(arrays, conv + 6, owner, middle, out, 1, 1),
            BatchNorm2d.affine(arrays, conv + 7, owner, out));
    return shape.keepsShape() ? new Residual(body, StatelessLayer.IDENTITY) : body;
  }
}
