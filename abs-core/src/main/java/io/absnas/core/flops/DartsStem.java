package io.absnas.core.flops;

import io.absnas.core.space.CellMacro;

/**
 * What stands before the cells of a DARTS network.
 *
 * @param cost its cost
 * @param channels channels of both maps that the first cell reads
 * @param side height and width of the second map in pixels
 */
record DartsStem(Cost cost, int channels, int side) {
  static DartsStem of(CellMacro macro) {
    int channels = macro.channels();
    int side = macro.inputSide();
    return switch (macro.kind()) {
      case DARTS_CIFAR ->
          new DartsStem(Cost.convBatchNorm(3, 3L * channels, 3, side), 3 * channels, side);
      case DARTS_IMAGENET ->
          new DartsStem(
              Cost.convBatchNorm(3, channels / 2, 3, side / 2)
                  .plus(Cost.convBatchNorm(channels / 2, channels, 3, side / 4))
                  .plus(Cost.convBatchNorm(channels, channels, 3, side / 8)),
              channels,
              side / 8);
      case NASBENCH201 ->
          throw new IllegalArgumentException("a NAS-Bench-201 network has no DARTS stem");
    };
  }
}
