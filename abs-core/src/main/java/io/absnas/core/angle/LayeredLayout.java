package io.absnas.core.angle;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;

/** The convolutions of a layered supernet and the classifier's weight, without its bias. */
final class LayeredLayout {
  private LayeredLayout() {}

  static WeightLayout of(LayeredSpace space) {
    LayeredShape shape = space.shape();
    WeightBlock common =
        new WeightBlock.Builder()
            .convolution("conv_bn.0", shape.stemWidth(), shape.inputChannels(), 3)
            .depthwise("MBConv_ratio_1.conv.0", shape.stemWidth(), 3)
            .convolution("MBConv_ratio_1.conv.3", shape.firstWidth(), shape.stemWidth(), 1)
            .convolution("conv_1x1_bn.0", shape.headWidth(), shape.lastLayer().outChannels(), 1)
            .tensor("classifier.0.weight", (long) shape.classes(), (long) shape.headWidth())
            .build();
    return new WeightLayout(
        space, common, WeightLayout.blocks(space, edgeOp -> block(space, edgeOp)));
  }

  private static WeightBlock block(LayeredSpace space, EdgeOp edgeOp) {
    WeightBlock.Builder block = new WeightBlock.Builder();
    if (edgeOp.op() instanceof InvertedResidual op) {
      LayerShape layer = space.shape().layers().get(edgeOp.choice());
      long middle = (long) layer.inChannels() * op.expansion();
      String module =
          "features." + edgeOp.choice() + "._ops." + space.operations().indexOf(op) + ".conv.";
      block
          .convolution(module + "0", middle, layer.inChannels(), 1)
          .depthwise(module + "3", middle, op.kernel())
          .convolution(module + "6", layer.outChannels(), middle, 1);
    } else if (edgeOp.op() != Identity.LAYER) {
      throw WeightLayout.foreign(space, edgeOp);
    }
    return block.build();
  }
}
