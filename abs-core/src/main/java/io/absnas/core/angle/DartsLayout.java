package io.absnas.core.angle;

import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellPlan;
import io.absnas.core.space.CellPlan.Preprocessing;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.DartsCells;
import io.absnas.core.space.DilatedConv;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.Pool;
import io.absnas.core.space.SeparableConv;
import io.absnas.core.space.Zero;
import java.util.List;

/**
 * The DARTS supernet: stems, preprocessing and classifier weight are common to all architectures,
 * the convolutions of separable and dilated ones belong to their edges. A factorized reduction on
 * an edge counts as the skip connection that it stands for: nothing.
 */
final class DartsLayout {
  private DartsLayout() {}

  static WeightLayout of(CellSpace space) {
    List<CellPlan> cells = DartsCells.supernet(space.macro());
    return new WeightLayout(
        space,
        common(space.macro(), cells),
        WeightLayout.blocks(space, edgeOp -> block(space, cells, edgeOp)));
  }

  private static WeightBlock common(CellMacro macro, List<CellPlan> cells) {
    WeightBlock.Builder block = new WeightBlock.Builder();
    int channels = macro.channels();
    if (macro.kind() == CellMacro.Kind.DARTS_IMAGENET) {
      block
          .convolution("stem0.0", channels / 2, 3, 3)
          .convolution("stem0.3", channels, channels / 2, 3)
          .convolution("stem1.1", channels, channels, 3);
    } else {
      block.convolution("stem.0", DartsCells.stemChannels(macro), 3, 3);
    }
    for (int i = 0; i < cells.size(); i++) {
      CellPlan cell = cells.get(i);
      preprocessing(block, "cells." + i + ".preprocess0.", cell.input0(), cell.width());
      preprocessing(block, "cells." + i + ".preprocess1.", cell.input1(), cell.width());
    }
    long features = cells.get(cells.size() - 1).outChannels();
    return block.tensor("classifier.weight", (long) macro.classes(), features).build();
  }

  private static void preprocessing(
      WeightBlock.Builder block, String module, Preprocessing input, int width) {
    switch (input.kind()) {
      case RELU_CONV_BN -> block.convolution(module + "op.1", width, input.inChannels(), 1);
      case FACTORIZED_REDUCE ->
          block
              .convolution(module + "conv_1", width / 2, input.inChannels(), 1)
              .convolution(module + "conv_2", width - width / 2, input.inChannels(), 1);
    }
  }

  private static WeightBlock block(CellSpace space, List<CellPlan> cells, EdgeOp edgeOp) {
    WeightBlock.Builder block = new WeightBlock.Builder();
    for (int i = 0; i < cells.size(); i++) {
      int width = cells.get(i).width();
      String module =
          "cells.%d._ops.%d._ops.%d.op."
              .formatted(i, edgeOp.choice(), space.operations().indexOf(edgeOp.op()));
      if (edgeOp.op() instanceof SeparableConv op) {
        block
            .depthwise(module + "1", width, op.kernel())
            .convolution(module + "2", width, width, 1)
            .depthwise(module + "5", width, op.kernel())
            .convolution(module + "6", width, width, 1);
      } else if (edgeOp.op() instanceof DilatedConv op) {
        block
            .depthwise(module + "1", width, op.kernel())
            .convolution(module + "2", width, width, 1);
      } else if (edgeOp.op() instanceof Pool) {
        block.pool(width);
      } else if (edgeOp.op() != Zero.ZERO && edgeOp.op() != Identity.SKIP_CONNECT) {
        throw WeightLayout.foreign(space, edgeOp);
      }
    }
    return block.build();
  }
}
