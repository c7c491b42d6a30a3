package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.Ops;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of a cell as its edges read it. What several ops begin with, ReLU and pooling, is computed
 * once for all of them.
 */
final class NodeInput implements AutoCloseable {
  private final NDArray value; // (N, C, H, W)
  private final Map<PoolLayer, NDArray> pooled = new HashMap<>();
  private @Nullable NDArray active;

  /**
   * A node.
   *
   * @param value closed with this input
   */
  NodeInput(NDArray value) {
    this.value = value;
  }

  NDArray value() {
    return value;
  }

  /** max(0, value). */
  NDArray active() {
    NDArray known = active;
    if (known == null) {
      known = Ops.relu(value);
      active = known;
    }
    return known;
  }

  NDArray pooled(PoolLayer layer, ForwardMode mode) {
    return pooled.computeIfAbsent(layer, one -> one.forward(value, mode));
  }

  /** The recorded graph keeps the values it needs. */
  @Override
  public void close() {
    value.close();
    pooled.values().forEach(NDArray::close);
    if (active != null) {
      active.close();
    }
  }
}
