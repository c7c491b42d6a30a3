package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** One pass over a {@link GatedNetwork}: logits, then a loss, then the gradients of the gates. */
public interface GatedPass {
  /** Logits (N, classes). */
  NDArray logits();

  /**
   * Gradients of a loss in the gates, an array for each choice with an entry for each op left
   * there: {@code dL/dg_i = <o_i(x), dL/dy>} with the edge's input x and output y. Zero for gates
   * that are not open, for ops that do nothing, and for all of an edge whose active op does
   * nothing, which is not evaluated. To be called once.
   *
   * @param loss a single value that was computed from the logits
   */
  List<double[]> backward(NDArray loss);
}
