package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.tensor.Ops;
import java.util.List;
import java.util.stream.Stream;

/** body(x) + shortcut(x), where nobody else reads the body's output. */
final class Residual implements Layer {
  private final Layer body;
  private final Layer shortcut;
  private final List<Param> parameters;

  Residual(Layer body, Layer shortcut) {
    this.body = body;
    this.shortcut = shortcut;
    this.parameters =
        Stream.concat(body.parameters().stream(), shortcut.parameters().stream()).toList();
  }

  /** What is added to the shortcut. */
  Layer body() {
    return body;
  }

  @Override
  public NDArray forward(NDArray x, ForwardMode mode) {
    NDArray shortcutOutput = shortcut.forward(x, mode);
    NDArray sum = body.forward(x, mode);
    Ops.addInPlace(sum, shortcutOutput);
    if (shortcutOutput != x) {
      shortcutOutput.close();
    }
    return sum;
  }

  @Override
  public Layer folded(NDManager arrays) {
    return new Residual(body.folded(arrays), shortcut.folded(arrays));
  }

  @Override
  public List<Param> parameters() {
    return parameters;
  }

  @Override
  public List<BatchNorm2d> batchNorms() {
    return Stream.concat(body.batchNorms().stream(), shortcut.batchNorms().stream()).toList();
  }
}
