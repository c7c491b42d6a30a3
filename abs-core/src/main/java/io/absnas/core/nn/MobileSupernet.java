package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.ComputeDevice;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The weight-sharing network of a MobileNet-like space: every layer holds all blocks of the
 * unshrunk space, a path runs one of them. Names: {@code features.L._ops.K.conv.*} with layer L and
 * op code K, {@code conv_bn}, {@code MBConv_ratio_1}, {@code conv_1x1_bn}, {@code classifier.0}.
 */
public final class MobileSupernet extends ArrayNetwork {
  private final MobileLayers layers;

  /** Builds and initialises the network of an unshrunk or shrunk space. */
  public MobileSupernet(
      LayeredSpace space,
      Initialisation initialisation,
      RandomStreams streams,
      ComputeDevice device,
      DataType type) {
    super(space, new NetworkArrays(device, type, initialisation, streams));
    this.layers = MobileLayers.create(arrays(), space, layer -> {});
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

  /**
   * What is before the choices, what is behind them, and every op left that does something, each
   * with batch norms merged as in {@link #inference}.
   *
   * @param arrays owner of what is computed for them now
   */
  public List<NetworkPart> parts(NDManager arrays) {
    return MobileParts.of(layers, arrays);
  }

  @Override
  List<Layer> layers(SampledPath path) {
    return layers.path(path);
  }
}
