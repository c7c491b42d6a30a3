package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.tensor.Ops;
import java.util.List;
import java.util.Optional;

/**
 * Builds the second classifier of DARTS networks, which only training uses: ReLU; 5x5 mean down to
 * 2x2; features.2 1x1 to 128, features.3 batch norm, ReLU; features.5 2x2 to 768, features.6 batch
 * norm, ReLU; classifier. (N, C, S, S) to (N, classes).
 */
final class AuxiliaryHead {
  private static final int WINDOW = 5;
  private static final int SMALLEST_SIDE = WINDOW + 1;
  private static final int WIDTH = 128;
  private static final int FEATURES = 768;

  private AuxiliaryHead() {}

  /**
   * A head on maps of a side.
   *
   * @throws AbsException of kind USAGE if the maps are too small
   */
  static Layer create(NetworkArrays arrays, String name, int channels, int side, int classes) {
    if (side < SMALLEST_SIDE) {
      throw new AbsException(
          ExitCode.USAGE,
          "the auxiliary head reads maps of %dx%d, needs at least %dx%d: the input is too small"
              .formatted(side, side, SMALLEST_SIDE, SMALLEST_SIDE));
    }
    String features = name + ".features.";
    return new Sequence(
        StatelessLayer.RELU,
        new CornerMeans(side - WINDOW),
        Conv2d.unpadded(arrays, features + 2, channels, WIDTH, 1),
        BatchNorm2d.affine(arrays, features + 3, Optional.empty(), WIDTH),
        StatelessLayer.RELU_IN_PLACE,
        Conv2d.unpadded(arrays, features + 5, WIDTH, FEATURES, 2),
        BatchNorm2d.affine(arrays, features + 6, Optional.empty(), FEATURES),
        StatelessLayer.RELU_IN_PLACE,
        StatelessLayer.GLOBAL_AVG_POOL, // of 1x1 maps: brings them to the classifier's form
        new Linear(arrays, name + ".classifier", FEATURES, classes));
  }

  /**
   * Means over the 5x5 windows in the four corners: 8x8 maps (CIFAR) with stride 3, 7x7 maps
   * (ImageNet) with stride 2, as published, and other sides alike.
   *
   * @param stride side of the map less that of a window
   */
  private record CornerMeans(int stride) implements Layer {
    @Override
    public NDArray forward(NDArray x, ForwardMode mode) {
      return Ops.avgPool(x, WINDOW, stride);
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
