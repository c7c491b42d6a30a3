package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.weights.NamedTensors;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A supernet or a stand-alone network on one device. It owns its arrays; {@link #close} frees them.
 * Not safe for use by several threads at once.
 */
public interface Network extends AutoCloseable {
  /** The unshrunk space whose architectures this network can run. */
  SearchSpace space();

  /**
   * Logits of a batch. Results belong to the manager of {@code images}; gradient mode is the
   * caller's.
   *
   * @param images (N, 3, H, W), float32 or float64 as the network's parameters, channels-last in
   *     memory for speed
   * @param path what to run; a stand-alone network ignores it
   * @param mode what batch norms do and what convolutions compute in; mixed precision needs float32
   * @return (N, classes), of the type of the images
   */
  NDArray forward(NDArray images, SampledPath path, ForwardMode mode);

  /** The same in the type of the weights. */
  default NDArray forward(NDArray images, SampledPath path, BatchNormMode mode) {
    return forward(images, path, ForwardMode.full(mode));
  }

  /**
   * The function of a path in evaluation mode, for many batches: quicker where batch norms can be
   * merged into convolutions, and equal to {@link #forward} with {@link BatchNormMode#EVALUATE} up
   * to rounding.
   *
   * @param arrays owner of what is computed for it now, from weights and statistics as they are;
   *     the function must not be used after it was closed
   */
  default UnaryOperator<NDArray> inference(SampledPath path, NDManager arrays) {
    return images -> forward(images, path, BatchNormMode.EVALUATE);
  }

  /** All trainable arrays in state-dict order. */
  List<Param> parameters();

  /** The trainable arrays that a pass over {@code path} reads: common part and chosen blocks. */
  List<Param> parameters(SampledPath path);

  /** Sets the running statistics of every batch norm on the path to mean 0 and variance 1. */
  void resetRunningStatistics(SampledPath path);

  /** Copies of the running statistics of the batch norms on the path, by state-dict name. */
  NamedTensors runningStatistics(SampledPath path);

  /** Copies of the running statistics of every batch norm, by state-dict name. */
  NamedTensors runningStatistics();

  /** Overwrites running statistics; those that are not named stay as they are. */
  void loadRunningStatistics(NamedTensors statistics);

  /**
   * All parameters and running statistics themselves by state-dict name, in its order; who changes
   * them does so in place, between passes.
   */
  Map<String, NDArray> values();

  /** Copies of all parameters and running statistics by state-dict name. */
  NamedTensors state();

  /**
   * Overwrites parameters and running statistics. Extra names are ignored; a missing parameter or a
   * wrong shape is an {@link io.absnas.core.run.AbsException} of kind INPUT; missing running
   * statistics stay as they are.
   */
  void load(NamedTensors state);

  @Override
  void close();
}
