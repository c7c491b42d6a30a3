package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Layers one after another. Handles of intermediate results are closed as early as possible. */
final class Sequence implements Layer {
  private final List<Layer> layers;
  private final List<Param> parameters;
  private final List<BatchNorm2d> batchNorms;

  Sequence(Layer... layers) {
    this.layers = List.of(layers);
    this.parameters = this.layers.stream().flatMap(l -> l.parameters().stream()).toList();
    this.batchNorms = this.layers.stream().flatMap(l -> l.batchNorms().stream()).toList();
  }

  @Override
  public NDArray forward(NDArray x, ForwardMode mode) {
    return run(layers, x, mode);
  }

  /** The layers, first to last. */
  List<Layer> layers() {
    return layers;
  }

  /** The last layer's output. */
  static NDArray run(List<Layer> layers, NDArray x, ForwardMode mode) {
    NDArray y = x;
    for (Layer layer : layers) {
      NDArray next = layer.forward(y, mode);
      if (y != x && y != next) {
        y.close(); // the recorded graph keeps the values it needs
      }
      y = next;
    }
    return y;
  }

  @Override
  public Layer folded(NDManager arrays) {
    List<Layer> merged = new ArrayList<>();
    int next = 0;
    while (next < layers.size()) {
      Layer layer = layers.get(next++);
      if (layer instanceof Conv2d conv && at(next) instanceof BatchNorm2d norm) {
        next++;
        boolean relu6 = at(next) == StatelessLayer.RELU6_IN_PLACE;
        next += relu6 ? 1 : 0;
        merged.add(conv.with(norm, relu6, arrays));
      } else {
        merged.add(layer.folded(arrays));
      }
    }
    return new Sequence(merged.toArray(Layer[]::new));
  }

  private @Nullable Layer at(int index) {
    return index < layers.size() ? layers.get(index) : null;
  }

  @Override
  public List<Param> parameters() {
    return parameters;
  }

  @Override
  public List<BatchNorm2d> batchNorms() {
    return batchNorms;
  }
}
