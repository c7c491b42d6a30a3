package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.weights.NamedTensors;

/**
 * Measures children of a network. Leaves the network as it was, running statistics included. Owns
 * an input buffer. Not safe for use by several threads.
 */
public final class Evaluator implements AutoCloseable {
  private final Network network;
  private final DeviceBatches device;

  /** An evaluator of one network, which must outlive it. */
  public Evaluator(Network network) {
    this.network = requireNonNull(network, "network is null");
    this.device = new DeviceBatches(network);
  }

  /** Accuracy with the running statistics as they are. */
  public Accuracy accuracy(SampledPath path, Iterable<HostBatch> images) {
    Accuracy sum = Accuracy.NONE;
    for (HostBatch batch : images) {
      sum = sum.plus(accuracy(path, batch));
    }
    return sum;
  }

  /** Accuracy with statistics estimated anew for this path. */
  public Accuracy accuracy(
      SampledPath path, Iterable<HostBatch> images, BatchNormRecalibration recalibration) {
    NamedTensors before = network.runningStatistics(path);
    try {
      recalibration.run(network, path, device);
      return accuracy(path, images);
    } finally {
      network.loadRunningStatistics(before);
    }
  }

  @SuppressWarnings("try") // the scope works by being open
  private Accuracy accuracy(SampledPath path, HostBatch batch) {
    try (GradScope none = GradScope.disabled();
        NDManager step = device.newStep()) {
      NDArray images = device.images(batch, 0, batch.count(), step);
      NDArray logits = network.forward(images, path, BatchNormMode.EVALUATE);
      return Accuracy.of(HostCopies.doubles(logits), batch.labels());
    }
  }

  @Override
  public void close() {
    device.close();
  }
}
