package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
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

  /** Trainable arrays in state-dict order. */
  List<Param> parameters();

  /** Batch norms inside. */
  List<BatchNorm2d> batchNorms();
}
