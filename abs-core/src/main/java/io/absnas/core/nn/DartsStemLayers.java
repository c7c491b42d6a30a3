package io.absnas.core.nn;

import ai.djl.ndarray.NDManager;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.DartsCells;
import java.util.Optional;

/**
 * What stands before the cells of a DARTS network.
 *
 * @param first images to what the first cell reads as the output before the previous one
 * @param second the output of {@code first} to what it reads as the previous output
 * @param outSide height and width of the second output in pixels
 */
record DartsStemLayers(Layer first, Layer second, int outSide) {
  private static final int IMAGE_CHANNELS = 3;

  /** The same function in evaluation mode, as {@link Layer#folded}. */
  DartsStemLayers folded(NDManager arrays) {
    return new DartsStemLayers(first.folded(arrays), second.folded(arrays), outSide);
  }

  static DartsStemLayers create(NetworkArrays arrays, CellMacro macro) {
    return switch (macro.kind()) {
      case DARTS_CIFAR -> cifar(arrays, macro);
      case DARTS_IMAGENET -> imageNet(arrays, macro);
      case NASBENCH201 ->
          throw new IllegalArgumentException("a NAS-Bench-201 network has no DARTS stem");
    };
  }

  /** One stem of 3C channels, (N, 3, H, W) to (N, 3C, H, W), read twice. */
  private static DartsStemLayers cifar(NetworkArrays arrays, CellMacro macro) {
    int channels = DartsCells.stemChannels(macro);
    return new DartsStemLayers(
        new Sequence(
            convolution(arrays, "stem.0", IMAGE_CHANNELS, channels, 1),
            BatchNorm2d.affine(arrays, "stem.1", Optional.empty(), channels)),
        StatelessLayer.IDENTITY,
        macro.inputSide());
  }

  /** (N, 3, H, W) to (N, C, H / 4, W / 4), and from there to (N, C, H / 8, W / 8). */
  private static DartsStemLayers imageNet(NetworkArrays arrays, CellMacro macro) {
    int channels = macro.channels();
    int half = channels / 2;
    return new DartsStemLayers(
        new Sequence(
            convolution(arrays, "stem0.0", IMAGE_CHANNELS, half, 2),
            BatchNorm2d.affine(arrays, "stem0.1", Optional.empty(), half),
            StatelessLayer.RELU_IN_PLACE,
            convolution(arrays, "stem0.3", half, channels, 2),
            BatchNorm2d.affine(arrays, "stem0.4", Optional.empty(), channels)),
        new Sequence(
            StatelessLayer.RELU,
            convolution(arrays, "stem1.1", channels, channels, 2),
            BatchNorm2d.affine(arrays, "stem1.2", Optional.empty(), channels)),
        macro.inputSide() / 8);
  }

  private static Layer convolution(NetworkArrays arrays, String name, int in, int out, int stride) {
    return Conv2d.dense(arrays, name, Optional.empty(), in, out, 3, stride);
  }
}
