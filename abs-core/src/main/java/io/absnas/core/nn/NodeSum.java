package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.Ops;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sum over the edges into a node of a cell, which is built up in the memory of an edge's output
 * where one has an array of its own.
 */
final class NodeSum {
  private @Nullable NDArray sum;
  private boolean own;

  /**
   * The sum over the edges into one node, which reads all nodes before it. Edges of zeros are left
   * out, unless there is no other, so what feeds only them gets no gradient, which training takes
   * for one of zeros.
   *
   * @param edges one from each node
   * @return a new array, or one of {@code nodes} where the only edge hands it on
   */
  static NDArray over(List<Layer> edges, List<NDArray> nodes, ForwardMode mode) {
    NodeSum sum = new NodeSum();
    for (int from = 0; from < edges.size(); from++) {
      if (!(edges.get(from) instanceof ZeroLayer)) {
        sum.add(edges.get(from).forward(nodes.get(from), mode), nodes.get(from));
      }
    }
    return sum.value().orElseGet(() -> edges.get(0).forward(nodes.get(0), mode));
  }

  /**
   * Takes in what an edge gives.
   *
   * @param output from here on this sum's own, and closed when its values are in the sum, unless it
   *     is the edge's input
   * @param input what the edge read
   */
  void add(NDArray output, NDArray input) {
    boolean fresh = output != input;
    NDArray before = sum;
    if (before == null) {
      sum = output;
      own = fresh;
    } else if (own) {
      Ops.addInPlace(before, output);
      if (fresh) {
        output.close();
      }
    } else if (fresh) {
      Ops.addInPlace(output, before);
      sum = output;
      own = true;
    } else {
      sum = Ops.add(before, output);
      own = true;
    }
  }

  /** The sum so far, which is an edge's input where that is all; empty without edges. */
  Optional<NDArray> value() {
    return Optional.ofNullable(sum);
  }
}
