package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.ComputeDevice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The weight-sharing network of a MobileNet-like space: every layer holds all blocks of the
 * unshrunk space, a path runs one of them. Names: {@code features.L._ops.K.conv.*} with layer L and
 * op code K, {@code conv_bn}, {@code MBConv_ratio_1}, {@code conv_1x1_bn}, {@code classifier.0}.
 */
public final class MobileSupernet extends ArrayNetwork {
  private final Layer entry;
  private final List<ChoiceBlock> blocks = new ArrayList<>();
  private final Layer exit;
  private final Linear classifier;

  /** Builds and initialises the network of an unshrunk or shrunk space. */
  public MobileSupernet(
      LayeredSpace space,
      Initialisation initialisation,
      RandomStreams streams,
      ComputeDevice device,
      DataType type) {
    super(space, new NetworkArrays(device, type, initialisation, streams));
    this.entry = MobileFrame.entry(arrays(), space.shape());
    for (LayerShape shape : space.shape().layers()) {
      blocks.add(block(blocks.size(), shape));
    }
    this.exit = MobileFrame.exit(arrays(), space.shape());
    this.classifier =
        new Linear(arrays(), "classifier.0", space.shape().headWidth(), space.shape().classes());
  }

  private ChoiceBlock block(int layer, LayerShape shape) {
    String name = "features." + layer;
    Map<CandidateOp, Layer> ops = new LinkedHashMap<>();
    for (CandidateOp op : space().operations()) {
      if (op instanceof InvertedResidual inverted) {
        ops.put(
            op,
            InvertedResidualBlock.create(
                arrays(),
                name + "._ops." + space().code(op),
                Optional.of(new EdgeOp(layer, op)),
                shape,
                inverted));
      } else if (op == Identity.LAYER) {
        if (shape.keepsShape()) {
          ops.put(op, StatelessLayer.IDENTITY);
        }
      } else {
        throw new IllegalArgumentException(
            "space " + space().id() + " lists " + op.id() + ", which no layered network has");
      }
    }
    return new ChoiceBlock(name, ops);
  }

  /** {@inheritDoc} Images are (N, 3, S, S) with S the space's input side, values 0 to 255. */
  @Override
  public NDArray forward(NDArray images, SampledPath path, ForwardMode mode) {
    return chain(images, layers(path), mode);
  }

  @Override
  public UnaryOperator<NDArray> inference(SampledPath path, NDManager arrays) {
    return foldedChain(path, arrays);
  }

  @Override
  List<Layer> layers(SampledPath path) {
    Architecture architecture = path.at(0);
    if (path.architectures().size() != 1 || architecture.ops().size() != blocks.size()) {
      throw new IllegalArgumentException(
          "a path of space %s is one architecture of %d layers"
              .formatted(space().id(), blocks.size()));
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
