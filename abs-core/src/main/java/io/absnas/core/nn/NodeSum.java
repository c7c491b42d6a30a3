package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.Ops;
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
