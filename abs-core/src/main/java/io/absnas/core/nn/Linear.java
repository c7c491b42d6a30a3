package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.Ops;
import java.util.List;

/** The classifier: x W^T + b, (N, in) to (N, classes); logits are of the type of the weights. */
final class Linear implements Layer {
  private final Param weight;
  private final Param bias;

  Linear(NetworkArrays arrays, String name, int in, int classes) {
    this.weight = arrays.classifierWeight(name + ".weight", classes, in);
    this.bias = arrays.classifierBias(name + ".bias", classes, in);
  }

  @Override
  public NDArray forward(NDArray x, ForwardMode mode) {
    NDArray y = Ops.linear(x, weight.leaf(), bias.leaf());
    mode.counter().ifPresent(counter -> counter.linear(y, weight.value()));
    return y;
  }

  @Override
  public List<Param> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public List<BatchNorm2d> batchNorms() {
    return List.of();
  }
}
