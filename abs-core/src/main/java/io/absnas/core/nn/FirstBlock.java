package io.absnas.core.nn;

import java.util.Optional;

/**
 * Builds the fixed block of ratio 1 behind the stem: conv.0 depthwise 3x3, conv.1 batch norm,
 * ReLU6, conv.3 1x1 convolution, conv.4 batch norm. No expansion, no residual.
 */
final class FirstBlock {
  private FirstBlock() {}

  static Layer create(NetworkArrays arrays, String name, int in, int out) {
    String conv = name + ".conv.";
    return new Sequence(
        Conv2d.depthwise(arrays, conv + 0, Optional.empty(), in, 3, 1, 1),
        BatchNorm2d.affine(arrays, conv + 1, Optional.empty(), in),
        StatelessLayer.RELU6_IN_PLACE,
        Conv2d.dense(arrays, conv + 3, Optional.empty(), in, out, 1, 1),
        BatchNorm2d.affine(arrays, conv + 4, Optional.empty(), out));
  }
}
