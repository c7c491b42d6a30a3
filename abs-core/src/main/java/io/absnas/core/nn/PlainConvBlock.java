package io.absnas.core.nn;

import io.absnas.core.space.EdgeOp;
import java.util.Optional;

/** Builds ReLU [op.0], convolution [op.1], batch norm [op.2] of NAS-Bench-201 (Dong, Yang 2020). */
final class PlainConvBlock {
  private PlainConvBlock() {}

  /** As an edge of a search cell: the batch norm has no trained scale and shift. */
  static Layer searched(NetworkArrays arrays, String name, EdgeOp owner, int channels, int kernel) {
    Optional<EdgeOp> edge = Optional.of(owner);
    return new Sequence(
        StatelessLayer.RELU,
        Conv2d.dense(arrays, name + ".op.1", edge, channels, channels, kernel, 1),
        BatchNorm2d.plain(arrays, name + ".op.2", channels));
  }

  /** As a fixed 3x3 part of the network, with trained scale and shift. */
  static Layer fixed(NetworkArrays arrays, String name, int in, int out, int stride) {
    return new Sequence(
        StatelessLayer.RELU,
        Conv2d.dense(arrays, name + ".op.1", Optional.empty(), in, out, 3, stride),
        BatchNorm2d.affine(arrays, name + ".op.2", Optional.empty(), out));
  }
}
