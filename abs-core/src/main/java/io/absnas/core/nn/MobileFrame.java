package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.tensor.Ops;
import java.util.List;
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
        new FixedPool(shape.lastLayer().outSide()));
  }

  /**
   * Mean over a window of the final map's side, flattened; input of another side is an error.
   *
   * @param window side in pixels
   */
  private record FixedPool(int window) implements Layer {
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
}
