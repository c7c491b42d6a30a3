package io.absnas.core.nn;

import io.absnas.core.space.EdgeOp;
import java.util.Optional;

/**
 * Builds ReLU [op.0], convolution [op.1], batch norm [op.2], in NAS-Bench-201 (Dong, Yang 2020) and
 * in DARTS cells, where it brings inputs to the cell's width.
 */
final class PlainConvBlock {
  private PlainConvBlock() {}

  /** As an edge of a search cell: the batch norm has no trained scale and shift. */
  static Layer searched(NetworkArrays arrays, String name, EdgeOp owner, int channels, int kernel) {
    return create(arrays, name, Optional.of(owner), channels, channels, kernel, 1, NormForm.PLAIN);
  }

  /** With trained scale and shift: whatever is no searched edge. */
  static Layer affine(
      NetworkArrays arrays,
      String name,
      Optional<EdgeOp> owner,
      int in,
      int out,
      int kernel,
      int stride) {
    return create(arrays, name, owner, in, out, kernel, stride, NormForm.AFFINE);
  }

  static Layer create(
      NetworkArrays arrays,
      String name,
      Optional<EdgeOp> owner,
      int in,
      int out,
      int kernel,
      int stride,
      NormForm norm) {
    return new Sequence(
        StatelessLayer.RELU,
        Conv2d.dense(arrays, name + ".op.1", owner, in, out, kernel, stride),
        norm.layer(arrays, name + ".op.2", owner, out));
  }
}
