package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
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
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One architecture of a MobileNet-like space as a network of its own. Identities are left out and
 * names have no gaps: {@code features.J.conv.*} is the J-th other layer; the classifier is {@code
 * classifier.1}.
 */
public final class MobileNetwork extends ArrayNetwork implements StandaloneNetwork {
  private final Architecture architecture;
  private final List<Layer> features = new ArrayList<>(); // entry, layers, exit
  private final Linear classifier;

  /**
   * Builds and initialises the network.
   *
   * @throws AbsException of kind USAGE if identity stands where the shape changes
   */
  public MobileNetwork(
      LayeredSpace space,
      Architecture architecture,
      Initialisation initialisation,
      RandomStreams streams,
      ComputeDevice device,
      DataType type) {
    super(checked(space, architecture), new NetworkArrays(device, type, initialisation, streams));
    this.architecture = requireNonNull(architecture, "architecture is null");
    features.add(MobileFrame.entry(arrays(), space.shape()));
    for (int layer = 0; layer < architecture.ops().size(); layer++) {
      if (architecture.ops().get(layer) instanceof InvertedResidual op) {
        features.add(
            InvertedResidualBlock.create(
                arrays(),
                "features." + (features.size() - 1),
                Optional.of(new EdgeOp(layer, op)),
                space.shape().layers().get(layer),
                op));
      }
    }
    features.add(MobileFrame.exit(arrays(), space.shape()));
    this.classifier =
        new Linear(arrays(), "classifier.1", space.shape().headWidth(), space.shape().classes());
  }

  private static LayeredSpace checked(LayeredSpace space, Architecture architecture) {
    List<LayerShape> layers = space.shape().layers();
    if (architecture.ops().size() != layers.size()) {
      throw new AbsException(
          ExitCode.USAGE,
          "architecture has %d layers, space %s has %d"
              .formatted(architecture.ops().size(), space.id(), layers.size()));
    }
    for (int layer = 0; layer < layers.size(); layer++) {
      CandidateOp op = architecture.ops().get(layer);
      if (op == Identity.LAYER && !layers.get(layer).keepsShape()) {
        throw new AbsException(
            ExitCode.USAGE,
            "architecture has identity at layer %d of space %s, which changes the shape"
                .formatted(layer, space.id()));
      }
      if (op != Identity.LAYER && !(op instanceof InvertedResidual)) {
        throw new AbsException(
            ExitCode.USAGE,
            "architecture has %s at layer %d, which no layered network has"
                .formatted(op.id(), layer));
      }
    }
    return space;
  }

  @Override
  public Architecture design() {
    return architecture;
  }

  /** {@inheritDoc} Without dropout. */
  @Override
  public NDArray forward(NDArray images, SampledPath path, ForwardMode mode) {
    return chain(images, layers(path), mode);
  }

  @Override
  public TrainingLogits forward(NDArray images, Regularisation regularisation, ForwardMode mode) {
    regularisation.requireNoDropPath("a network of layers");
    try (NDArray features = chain(images, this.features, mode);
        NDArray kept = regularisation.dropped(features)) {
      return new TrainingLogits(classifier.forward(kept, mode), Optional.empty());
    }
  }

  @Override
  public UnaryOperator<NDArray> inference(SampledPath path, NDManager arrays) {
    return foldedChain(path, arrays);
  }

  @Override
  List<Layer> layers(SampledPath path) {
    List<Layer> layers = new ArrayList<>(features);
    layers.add(classifier);
    return layers;
  }
}
