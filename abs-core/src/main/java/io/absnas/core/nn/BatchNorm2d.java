package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.InPlace;
import io.absnas.core.tensor.Ops;
import io.absnas.core.weights.HostTensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Batch normalisation of maps with running statistics (Ioffe and Szegedy 2015), with or without
 * trained scale and shift. The counter {@code num_batches_tracked} of PyTorch is not kept.
 */
final class BatchNorm2d implements Layer {
  /** PyTorch's default, used by every network here but {@link ProxylessSupernet}. */
  static final double EPSILON = 1e-5;

  private static final String MEAN = ".running_mean";
  private static final String VARIANCE = ".running_var";

  private final String name;
  private final Supplier<NDArray> scale; // (C)
  private final Supplier<NDArray> shift; // (C)
  private final List<Param> parameters;
  private final NDArray runningMean; // (C)
  private final NDArray runningVariance; // (C), unbiased
  private final double epsilon;

  private BatchNorm2d(
      NetworkArrays arrays,
      String name,
      List<Param> parameters,
      Supplier<NDArray> scale,
      Supplier<NDArray> shift,
      int channels,
      double epsilon) {
    this.name = name;
    this.parameters = parameters;
    this.scale = scale;
    this.shift = shift;
    this.runningMean = arrays.statistic(name + MEAN, channels, 0);
    this.runningVariance = arrays.statistic(name + VARIANCE, channels, 1);
    this.epsilon = epsilon;
  }

  /** With trained scale and shift. */
  static BatchNorm2d affine(
      NetworkArrays arrays, String name, Optional<EdgeOp> owner, int channels) {
    Param scale = arrays.batchNorm(name + ".weight", owner, channels, 1);
    Param shift = arrays.batchNorm(name + ".bias", owner, channels, 0);
    return new BatchNorm2d(
        arrays, name, List.of(scale, shift), scale::leaf, shift::leaf, channels, arrays.epsilon());
  }

  /** Scale 1 and shift 0, not trained. */
  static BatchNorm2d plain(NetworkArrays arrays, String name, int channels) {
    NDArray one = arrays.constant(channels, 1);
    NDArray zero = arrays.constant(channels, 0);
    return new BatchNorm2d(
        arrays, name, List.of(), () -> one, () -> zero, channels, arrays.epsilon());
  }

  @Override
  public NDArray forward(NDArray x, ForwardMode mode) {
    return scaled(x, scale.get(), mode);
  }

  /**
   * The same with another scale, which gets a gradient too if it asks for one.
   *
   * @param factors (C)
   */
  NDArray scaled(NDArray x, NDArray factors, ForwardMode mode) {
    return Ops.batchNorm(
        x,
        factors,
        shift.get(),
        runningMean,
        runningVariance,
        mode.batchNorm().batchStatistics(),
        mode.batchNorm().momentum(),
        epsilon);
  }

  /**
   * The weights of the convolution before it, merged with scale, shift and running statistics.
   *
   * @param weight (C, in / groups, k, k)
   * @param arrays owner of the result
   */
  FoldedConv2d.Weights fold(NDArray weight, NDManager arrays) {
    try (NDArray guarded = runningVariance.add(epsilon);
        NDArray deviation = guarded.sqrt();
        NDArray factor = scale.get().div(deviation);
        NDArray mean = runningMean.mul(factor);
        NDArray perChannel = factor.reshape(factor.size(), 1, 1, 1)) {
      NDArray merged = weight.mul(perChannel);
      NDArray bias = shift.get().sub(mean);
      merged.attach(arrays);
      bias.attach(arrays);
      return new FoldedConv2d.Weights(merged, bias);
    }
  }

  /** Mean 0 and variance 1, as in a fresh network. */
  void resetRunningStatistics() {
    InPlace.fill(runningMean, 0);
    InPlace.fill(runningVariance, 1);
  }

  /** Copies of running mean and variance by state-dict name. */
  Stream<HostTensor> runningStatistics() {
    return Stream.of(
        HostCopies.toHost(name + MEAN, runningMean),
        HostCopies.toHost(name + VARIANCE, runningVariance));
  }

  @Override
  public List<Param> parameters() {
    return parameters;
  }

  @Override
  public List<BatchNorm2d> batchNorms() {
    return List.of(this);
  }
}
