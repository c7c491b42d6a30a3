package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDManager;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.tensor.GradScope;
import java.util.OptionalDouble;

/**
 * Estimates a child's running statistics anew, because those of the supernet mix all its children:
 * reset to mean 0 and variance 1, then forward passes with batch statistics, without gradients.
 *
 * @param batches training images, the same at every call
 * @param momentum share of each batch in the running statistics (0.1 in the reference); without it
 *     batch k has share 1/k, so that the result is the mean over the batches
 */
public record BatchNormRecalibration(Iterable<HostBatch> batches, OptionalDouble momentum) {
  /** Checks the momentum. */
  public BatchNormRecalibration {
    requireNonNull(batches, "batches is null");
    requireNonNull(momentum, "momentum is null");
    if (momentum.isPresent() && !(momentum.getAsDouble() > 0 && momentum.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "momentum must be above 0 and at most 1, was " + momentum.getAsDouble());
    }
  }

  /** The mean over all batches. */
  public static BatchNormRecalibration cumulative(Iterable<HostBatch> batches) {
    return new BatchNormRecalibration(batches, OptionalDouble.empty());
  }

  /** Overwrites the running statistics of the batch norms on the path. */
  public void run(Network network, SampledPath path) {
    try (DeviceBatches device = new DeviceBatches(network)) {
      run(network, path, device);
    }
  }

  @SuppressWarnings("try") // the scope works by being open
  void run(Network network, SampledPath path, DeviceBatches device) {
    network.resetRunningStatistics(path);
    int number = 0;
    for (HostBatch batch : batches) {
      number++;
      BatchNormMode mode =
          momentum.isPresent()
              ? new BatchNormMode(true, momentum.getAsDouble())
              : BatchNormMode.cumulative(number);
      try (GradScope none = GradScope.disabled();
          NDManager step = device.newStep()) {
        network.forward(device.images(batch, 0, batch.count(), step), path, mode);
      }
    }
  }
}
