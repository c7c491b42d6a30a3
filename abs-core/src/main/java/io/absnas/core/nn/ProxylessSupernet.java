package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.HostCopies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The network in which ProxylessNAS (arXiv 1812.00332) searches: the blocks of {@link
 * MobileSupernet} under the same names, batch norms with epsilon 1e-3, and architecture parameters
 * {@code features.L.AP_path_alpha} of every layer L, one for each op that the space has left there.
 */
public final class ProxylessSupernet extends ArrayNetwork implements GatedNetwork {
  /** Guard of the variance, {@code --bn_eps}. */
  static final double EPSILON = 1e-3;

  private final List<Param> alphas = new ArrayList<>();
  private final MobileLayers layers;
  private final GatedChain chain;

  /** As published: weights by {@link Initialisation#HE_FAN_OUT_ZERO_BIAS}. */
  public ProxylessSupernet(
      LayeredSpace space,
      AlphaStart start,
      RandomStreams streams,
      ComputeDevice device,
      DataType type) {
    this(space, Initialisation.HE_FAN_OUT_ZERO_BIAS, start, streams, device, type);
  }

  /** Builds and initialises the network of an unshrunk or shrunk space. */
  public ProxylessSupernet(
      LayeredSpace space,
      Initialisation initialisation,
      AlphaStart start,
      RandomStreams streams,
      ComputeDevice device,
      DataType type) {
    super(space, arrays(initialisation, streams, device, type));
    this.layers =
        MobileLayers.create(
            arrays(),
            space,
            layer ->
                alphas.add(
                    arrays()
                        .architectureParameters(
                            "features." + layer + ".AP_path_alpha",
                            layer,
                            start,
                            space.ops(layer).size())));
    this.chain =
        new GatedChain(
            List.of(layers.entry()), edges(space), List.of(layers.exit(), layers.classifier()));
  }

  private static NetworkArrays arrays(
      Initialisation initialisation, RandomStreams streams, ComputeDevice device, DataType type) {
    NetworkArrays arrays = new NetworkArrays(device, type, initialisation, streams);
    arrays.epsilon(EPSILON);
    return arrays;
  }

  private List<GatedEdge> edges(LayeredSpace space) {
    List<GatedEdge> edges = new ArrayList<>();
    for (int layer = 0; layer < space.choices().size(); layer++) {
      List<Layer> blocks = new ArrayList<>();
      for (CandidateOp op : space.ops(layer)) {
        blocks.add(layers.blocks().get(layer).layer(op));
      }
      edges.add(GatedEdge.of(blocks, space.shape().layers().get(layer).keepsShape()));
    }
    return edges;
  }

  @Override
  public List<Param> architectureParameters() {
    return List.copyOf(alphas);
  }

  /** Copies of the architecture parameters, a list for each layer. */
  public List<List<Double>> alphas() {
    return alphas.stream()
        .map(param -> Arrays.stream(HostCopies.doubles(param.value())).boxed().toList())
        .toList();
  }

  @Override
  public NDArray forward(NDArray images, SampledPath path, ForwardMode mode) {
    return chain(images, layers(path), mode);
  }

  @Override
  public GatedPass forward(
      NDArray images, List<EdgeGates> gates, Gradients gradients, ForwardMode mode) {
    return chain.forward(images, gates, gradients, mode);
  }

  /** The edges and what is before and behind them. */
  GatedChain gatedChain() {
    return chain;
  }

  @Override
  public UnaryOperator<NDArray> inference(SampledPath path, NDManager arrays) {
    return foldedChain(path, arrays);
  }

  @Override
  List<Layer> layers(SampledPath path) {
    return layers.path(path);
  }
}
