package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.Casts;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.MixedPrecision;
import io.absnas.core.weights.NamedTensors;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What all networks do alike: own arrays, save them, load them, walk the layers of a path. */
abstract class ArrayNetwork implements Network {
  private final SearchSpace space;
  private final NetworkArrays arrays;

  ArrayNetwork(SearchSpace space, NetworkArrays arrays) {
    this.space = requireNonNull(space, "space is null");
    this.arrays = requireNonNull(arrays, "arrays is null");
  }

  /** Every layer that a pass over the path runs, in state-dict order. */
  abstract List<Layer> layers(SampledPath path);

  final NetworkArrays arrays() {
    return arrays;
  }

  @Override
  public final SearchSpace space() {
    return space;
  }

  @Override
  public final List<Param> parameters() {
    return arrays.parameters();
  }

  @Override
  public final List<Param> parameters(SampledPath path) {
    return layers(path).stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  @Override
  public final void resetRunningStatistics(SampledPath path) {
    for (Layer layer : layers(path)) {
      layer.batchNorms().forEach(BatchNorm2d::resetRunningStatistics);
    }
  }

  @Override
  public final NamedTensors runningStatistics(SampledPath path) {
    return NamedTensors.of(
        layers(path).stream()
            .flatMap(layer -> layer.batchNorms().stream())
            .flatMap(BatchNorm2d::runningStatistics)
            .toList());
  }

  @Override
  public final NamedTensors runningStatistics() {
    return arrays.statistics();
  }

  @Override
  public final void loadRunningStatistics(NamedTensors statistics) {
    arrays.loadStatistics(statistics);
  }

  @Override
  public final Map<String, NDArray> values() {
    return arrays.named();
  }

  @Override
  public final NamedTensors state() {
    return arrays.state();
  }

  @Override
  public final void load(NamedTensors state) {
    arrays.load(state);
  }

  @Override
  public final void close() {
    arrays.close();
  }

  /**
   * Runs layers on images, from here on in the mode's precision, and closes what only they made.
   */
  final NDArray chain(NDArray images, List<Layer> layers, ForwardMode mode) {
    if (images.getDataType() != arrays.type()) {
      throw new IllegalArgumentException(
          "images are %s, the network is %s".formatted(images.getDataType(), arrays.type()));
    }
    if (mode.precision() == MixedPrecision.OFF) {
      return Sequence.run(layers, images, mode);
    }
    if (arrays.type() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          "mixed precision needs a float32 network, this one is " + arrays.type());
    }
    try (NDArray lowered = Casts.lower(images, mode.precision())) {
      return Sequence.run(layers, lowered, mode);
    }
  }

  /** {@link Network#inference} of a network whose passes are {@link #chain}s of a path's layers. */
  @SuppressWarnings("try") // the scope works by being open
  final UnaryOperator<NDArray> foldedChain(SampledPath path, NDManager arrays) {
    List<Layer> folded;
    try (GradScope none = GradScope.disabled()) {
      folded = layers(path).stream().map(layer -> layer.folded(arrays)).toList();
    }
    return images -> chain(images, folded, ForwardMode.full(BatchNormMode.EVALUATE));
  }
}
