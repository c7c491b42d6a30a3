package io.absnas.core.angle;

import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.PlainConv;
import io.absnas.core.space.Pool;
import io.absnas.core.space.Zero;

/**
 * NAS-Bench-201's supernet: stem, reductions, last batch norm and classifier with their scales,
 * shifts and bias, which the reference counts here; and the edges' convolutions over all search
 * cells.
 */
final class NasBench201Layout {
  private static final int STAGES = 3;

  private NasBench201Layout() {}

  static WeightLayout of(CellSpace space) {
    return new WeightLayout(
        space, common(space.macro()), WeightLayout.blocks(space, edgeOp -> block(space, edgeOp)));
  }

  private static WeightBlock common(CellMacro macro) {
    long channels = macro.channels();
    WeightBlock.Builder block = new WeightBlock.Builder();
    block.convolution("stem.0", channels, 3, 3);
    affine(block, "stem.1", channels);
    for (int stage = 1; stage < STAGES; stage++) {
      String module = "cells." + (stage * (macro.cells() + 1) - 1) + ".";
      long in = channels << (stage - 1);
      long out = channels << stage;
      block.convolution(module + "conv_a.op.1", out, in, 3);
      affine(block, module + "conv_a.op.2", out);
      block.convolution(module + "conv_b.op.1", out, out, 3);
      affine(block, module + "conv_b.op.2", out);
      block.convolution(module + "downsample.1", out, in, 1);
    }
    long last = channels << (STAGES - 1);
    affine(block, "lastact.0", last);
    block.tensor("classifier.weight", (long) macro.classes(), last);
    block.tensor("classifier.bias", (long) macro.classes());
    return block.build();
  }

  private static void affine(WeightBlock.Builder block, String module, long channels) {
    block.tensor(module + ".weight", channels).tensor(module + ".bias", channels);
  }

  private static WeightBlock block(CellSpace space, EdgeOp edgeOp) {
    WeightBlock.Builder block = new WeightBlock.Builder();
    int perStage = space.macro().cells();
    for (int stage = 0; stage < STAGES; stage++) {
      long channels = (long) space.macro().channels() << stage;
      for (int i = 0; i < perStage; i++) {
        int cell = stage * (perStage + 1) + i;
        if (edgeOp.op() instanceof PlainConv op) {
          String module =
              "cells.%d.edges.%s.%d.op.1"
                  .formatted(
                      cell, space.choiceName(edgeOp.choice()), space.operations().indexOf(op));
          block.convolution(module, channels, channels, op.kernel());
        } else if (edgeOp.op() instanceof Pool) {
          block.pool(channels);
        } else if (edgeOp.op() != Zero.ZERO && edgeOp.op() != Identity.SKIP_CONNECT) {
          throw WeightLayout.foreign(space, edgeOp);
        }
      }
    }
    return block.build();
  }
}
