package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * A part of a network. Its arrays belong to the network; what it computes belongs to the input's
 * manager.
 */
interface Layer {
  /**
   * The layer's output; may be the input itself, never closes the input, and overwrites it only
   * where the layer says so.
   */
  NDArray forward(NDArray x, ForwardMode mode);

  /**
   * The same function in evaluation mode, with batch norms merged into the convolutions before them
   * as far as that can be; equal up to rounding.
   *
   * @param arrays owner of what is computed for it now; weights and statistics that change later do
   *     not change it
   */
  default Layer folded(NDManager arrays) {
    return this;
  }

  /** Trainable arrays in state-dict order. */
  List<Param> parameters();

  /** Batch norms inside. */
  List<BatchNorm2d> batchNorms();
}
