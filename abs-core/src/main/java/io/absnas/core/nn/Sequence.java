package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

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
  public List<Param> parameters() {
    return parameters;
  }

  @Override
  public List<BatchNorm2d> batchNorms() {
    return batchNorms;
  }
}
