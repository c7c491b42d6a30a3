package io.absnas.core.nn;

import io.absnas.core.space.LayeredShape;
import java.util.Optional;

/** What stands before and behind the layers of a MobileNet-like network. */
final class MobileFrame {
  private MobileFrame() {}

  /** Stem and first block: (N, 3, H, W) to (N, firstWidth, H / stemStride, W / stemStride). */
  static Layer entry(NetworkArrays arrays, LayeredShape shape) {
    return new Sequence(
        Conv2d.dense(
            arrays,
            "conv_bn.0",
            Optional.empty(),
            shape.inputChannels(),
            shape.stemWidth(),
            3,
            shape.stemStride()),
        BatchNorm2d.affine(arrays, "conv_bn.1", Optional.empty(), shape.stemWidth()),
        StatelessLayer.RELU6_IN_PLACE,
        FirstBlock.create(arrays, "MBConv_ratio_1", shape.stemWidth(), shape.firstWidth()));
  }

  /** Last convolution and pooling over the whole final map: (N, C, S, S) to (N, headWidth). */
  static Layer exit(NetworkArrays arrays, LayeredShape shape) {
    return new Sequence(
        Conv2d.dense(
            arrays,
            "conv_1x1_bn.0",
            Optional.empty(),
            shape.lastLayer().outChannels(),
            shape.headWidth(),
            1,
            1),
        BatchNorm2d.affine(arrays, "conv_1x1_bn.1", Optional.empty(), shape.headWidth()),
        StatelessLayer.RELU6_IN_PLACE,
        new MeanOverMap(shape.lastLayer().outSide()));
  }
}
