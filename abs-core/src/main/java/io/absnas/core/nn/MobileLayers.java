package io.absnas.core.nn;

import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * The layers of a MobileNet-like supernet: every choice holds all blocks of the unshrunk space.
 * Names: {@code features.L._ops.K.conv.*} with layer L and op code K, {@code conv_bn}, {@code
 * MBConv_ratio_1}, {@code conv_1x1_bn}, {@code classifier.0}.
 *
 * @param space the space, possibly shrunk
 * @param entry stem and first block
 * @param blocks the choices
 * @param exit last convolution and pooling
 * @param classifier the linear layer
 */
record MobileLayers(
    LayeredSpace space, Layer entry, List<ChoiceBlock> blocks, Layer exit, Linear classifier) {
  MobileLayers {
    blocks = List.copyOf(blocks);
  }

  /**
   * Makes all arrays in state-dict order.
   *
   * @param beforeBlock called before the arrays of each layer are made
   */
  static MobileLayers create(NetworkArrays arrays, LayeredSpace space, IntConsumer beforeBlock) {
    Layer entry = MobileFrame.entry(arrays, space.shape());
    List<ChoiceBlock> blocks = new ArrayList<>();
    for (LayerShape shape : space.shape().layers()) {
      beforeBlock.accept(blocks.size());
      blocks.add(block(arrays, space, blocks.size(), shape));
    }
    Layer exit = MobileFrame.exit(arrays, space.shape());
    Linear classifier =
        new Linear(arrays, "classifier.0", space.shape().headWidth(), space.shape().classes());
    return new MobileLayers(space, entry, blocks, exit, classifier);
  }

  private static ChoiceBlock block(
      NetworkArrays arrays, LayeredSpace space, int layer, LayerShape shape) {
    String name = "features." + layer;
    Map<CandidateOp, Layer> ops = new LinkedHashMap<>();
    for (CandidateOp op : space.operations()) {
      if (op instanceof InvertedResidual inverted) {
        ops.put(
            op,
            InvertedResidualBlock.create(
                arrays,
                name + "._ops." + space.code(op),
                Optional.of(new EdgeOp(layer, op)),
                shape,
                inverted));
      } else if (op == Identity.LAYER) {
        if (shape.keepsShape()) {
          ops.put(op, StatelessLayer.IDENTITY);
        }
      } else {
        throw new IllegalArgumentException(
            "space " + space.id() + " lists " + op.id() + ", which no layered network has");
      }
    }
    return new ChoiceBlock(name, ops);
  }

  /** Every layer that a pass over the path runs, in state-dict order. */
  List<Layer> path(SampledPath path) {
    Architecture architecture = path.at(0);
    if (path.architectures().size() != 1 || architecture.ops().size() != blocks.size()) {
      throw new IllegalArgumentException(
          "a path of space %s is one architecture of %d layers"
              .formatted(space.id(), blocks.size()));
    }
    List<Layer> layers = new ArrayList<>();
    layers.add(entry);
    for (int layer = 0; layer < blocks.size(); layer++) {
      layers.add(blocks.get(layer).layer(architecture.ops().get(layer)));
    }
    layers.add(exit);
    layers.add(classifier);
    return layers;
  }
}
