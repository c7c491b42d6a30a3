package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Measures children of a network. Leaves the network as it was, running statistics included. Owns
 * an input buffer. Not safe for use by several threads.
 */
public final class Evaluator implements AutoCloseable {
  private final Network network;
  private final Optional<NamedTensors> statistics;
  private final BooleanSupplier stopRequested;
  private final boolean strict;
  private final DeviceBatches device;

  /** An evaluator of one network, which must outlive it. */
  public Evaluator(Network network) {
    this(network, Optional.empty(), () -> false);
  }

  /**
   * An evaluator for which a logit that is not finite is a failure, not a miss: it ends what runs
   * with an {@link ArithmeticException} that names image and logit.
   *
   * @param network must outlive it
   * @param stopRequested asked before every batch; true ends what runs with a {@link
   *     CancellationException}
   */
  public static Evaluator strict(Network network, BooleanSupplier stopRequested) {
    return new Evaluator(network, Optional.empty(), stopRequested, true);
  }

  /**
   * An evaluator that can be stopped.
   *
   * @param statistics running statistics that stand for the network's own, if they are others
   * @param stopRequested asked before every batch; true ends what runs with a {@link
   *     CancellationException}
   */
  Evaluator(Network network, Optional<NamedTensors> statistics, BooleanSupplier stopRequested) {
    this(network, statistics, stopRequested, false);
  }

  private Evaluator(
      Network network,
      Optional<NamedTensors> statistics,
      BooleanSupplier stopRequested,
      boolean strict) {
    this.strict = strict;
    this.network = requireNonNull(network, "network is null");
    this.statistics = requireNonNull(statistics, "statistics is null");
    this.stopRequested = requireNonNull(stopRequested, "stopRequested is null");
    this.device = new DeviceBatches(network);
  }

  /** Accuracy with the running statistics as they are. */
  public Accuracy accuracy(SampledPath path, Iterable<HostBatch> images) {
    return withStatistics(path, () -> count(path, images));
  }

  /**
   * Accuracy with the statistics of every batch itself, as in training; running statistics stay.
   *
   * @param images in batches of many classes
   */
  public Accuracy accuracyByBatches(SampledPath path, Iterable<HostBatch> images) {
    ForwardMode mode = ForwardMode.full(new BatchNormMode(true, 0));
    return count(images, batch -> network.forward(batch, path, mode));
  }

  /** Hits and cross-entropy with the running statistics as they are. */
  public Fit fit(SampledPath path, Iterable<HostBatch> images) {
    return withStatistics(
        path,
        () -> {
          Fit[] sum = {Fit.NONE};
          try (NDManager child = device.newStep()) {
            forEachBatch(
                network.inference(path, child),
                images,
                (logits, batch) -> sum[0] = sum[0].plus(Fit.of(logits, batch.labels())));
          }
          return sum[0];
        });
  }

  /** Which class is taken for which, with the running statistics as they are. */
  public ConfusionMatrix confusion(SampledPath path, Iterable<HostBatch> images) {
    return withStatistics(
        path,
        () -> {
          ConfusionMatrix counts = new ConfusionMatrix(network.space().classes());
          try (NDManager child = device.newStep()) {
            forEachBatch(
                network.inference(path, child),
                images,
                (logits, batch) -> counts.add(logits, batch.labels()));
          }
          return counts;
        });
  }

  /** Runs with the statistics that stand for the network's own. */
  private <T> T withStatistics(SampledPath path, Supplier<T> work) {
    if (statistics.isEmpty()) {
      return work.get();
    }
    NamedTensors before = network.runningStatistics(path);
    try {
      network.loadRunningStatistics(alike(before, statistics.get()));
      return work.get();
    } finally {
      network.loadRunningStatistics(before);
    }
  }

  /** Accuracy with statistics estimated anew for this path. */
  public Accuracy accuracy(
      SampledPath path, Iterable<HostBatch> images, BatchNormRecalibration recalibration) {
    NamedTensors before = network.runningStatistics(path);
    try {
      new BatchNormRecalibration(untilStopped(recalibration.batches()), recalibration.momentum())
          .run(network, path, device);
      return count(path, images);
    } finally {
      network.loadRunningStatistics(before);
    }
  }

  private Accuracy count(SampledPath path, Iterable<HostBatch> images) {
    try (NDManager child = device.newStep()) {
      return count(images, network.inference(path, child));
    }
  }

  private Accuracy count(Iterable<HostBatch> images, UnaryOperator<NDArray> logitsOf) {
    Accuracy[] sum = {Accuracy.NONE};
    forEachBatch(
        logitsOf,
        images,
        (logits, batch) -> {
          if (strict) {
            requireFinite(logits, logits.length / batch.count(), sum[0].images());
          }
          sum[0] = sum[0].plus(Accuracy.of(logits, batch.labels()));
        });
    return sum[0];
  }

  /** Hands out the logits (N, classes) of every batch, row-major. */
  private void forEachBatch(
      UnaryOperator<NDArray> logits,
      Iterable<HostBatch> images,
      BiConsumer<double[], HostBatch> consumer) {
    for (HostBatch batch : untilStopped(images)) {
      consumer.accept(values(logits, batch), batch);
    }
  }

  @SuppressWarnings("try") // the scope works by being open
  private double[] values(UnaryOperator<NDArray> logits, HostBatch batch) {
    try (GradScope none = GradScope.disabled();
        NDManager step = device.newStep()) {
      return HostCopies.doubles(logits.apply(device.images(batch, 0, batch.count(), step)));
    }
  }

  private static void requireFinite(double[] logits, int classes, long before) {
    for (int i = 0; i < logits.length; i++) {
      if (!Double.isFinite(logits[i])) {
        throw new ArithmeticException(
            "logit %d of held-out image %d is %s"
                .formatted(i % classes, before + i / classes, logits[i]));
      }
    }
  }

  private Iterable<HostBatch> untilStopped(Iterable<HostBatch> batches) {
    return () -> {
      Iterator<HostBatch> all = batches.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public HostBatch next() {
          if (stopRequested.getAsBoolean()) {
            throw new CancellationException("the evaluation was asked to stop");
          }
          return all.next();
        }
      };
    };
  }

  /** The tensors of {@code from} that are named as those of {@code wanted}. */
  private static NamedTensors alike(NamedTensors wanted, NamedTensors from) {
    List<HostTensor> tensors =
        wanted.names().stream().map(name -> from.find(name).orElseThrow()).toList();
    return NamedTensors.of(tensors);
  }

  @Override
  public void close() {
    device.close();
  }
}
