package io.absnas.core.nn;

import java.util.Optional;

/**
 * Builds the reduction between NAS-Bench-201 stages, (N, in, H, W) to (N, out, H/2, W/2): two
 * ReLU-convolution-norm blocks, the first with stride 2, plus a shortcut of 2x2 mean and 1x1
 * convolution.
 */
final class ResidualReduction {
  private ResidualReduction() {}

  static Layer create(NetworkArrays arrays, String name, int in, int out) {
    Layer body =
        new Sequence(
            PlainConvBlock.affine(arrays, name + ".conv_a", Optional.empty(), in, out, 3, 2),
            PlainConvBlock.affine(arrays, name + ".conv_b", Optional.empty(), out, out, 3, 1));
    Layer shortcut =
        new Sequence(
            StatelessLayer.AVG_POOL_2X2,
            Conv2d.dense(arrays, name + ".downsample.1", Optional.empty(), in, out, 1, 1));
    return new Residual(body, shortcut);
  }
}
