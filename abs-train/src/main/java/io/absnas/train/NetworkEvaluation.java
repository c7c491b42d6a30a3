package io.absnas.train;

import io.absnas.core.data.EvaluationBatches;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.train.ConfusionMatrix;
import io.absnas.core.train.EvaluationListener;
import io.absnas.core.train.Evaluators;
import io.absnas.core.weights.NamedTensors;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Evaluates a stand-alone network on all its replicas at once, each batch on the replica that is
 * free. What is counted is a function of weights, images and batch size, not of the number of
 * replicas.
 */
final class NetworkEvaluation {
  private NetworkEvaluation() {}

  /**
   * Counts with the weights as they are; the running statistics are those of the first replica.
   *
   * @return empty if a stop was asked for before the last image
   */
  static Optional<ConfusionMatrix> of(
      List<Network> replicas, EvaluationBatches images, BooleanSupplier stopRequested) {
    Shared shared = new Shared(images);
    try (Evaluators evaluators = new Evaluators(replicas, stopRequested)) {
      return evaluators
          .measure(
              Collections.nCopies(replicas.size(), SampledPath.WHOLE),
              (evaluator, path) -> evaluator.confusion(path, shared),
              EvaluationListener.NONE)
          .map(NetworkEvaluation::sum);
    }
  }

  /** The same with other weights, which are taken out again. */
  static Optional<ConfusionMatrix> of(
      List<Network> replicas,
      NamedTensors weights,
      EvaluationBatches images,
      BooleanSupplier stopRequested) {
    List<NamedTensors> before = replicas.stream().map(Network::state).toList();
    try {
      replicas.forEach(network -> network.load(weights));
      return of(replicas, images, stopRequested);
    } finally {
      for (int i = 0; i < before.size(); i++) {
        replicas.get(i).load(before.get(i));
      }
    }
  }

  private static ConfusionMatrix sum(List<ConfusionMatrix> parts) {
    ConfusionMatrix sum = new ConfusionMatrix(parts.get(0).classes());
    parts.forEach(sum::add);
    return sum;
  }

  /** Batches that all who go through them share out among one another. */
  private record Shared(EvaluationBatches images, AtomicInteger taken)
      implements Iterable<HostBatch> {
    Shared(EvaluationBatches images) {
      this(images, new AtomicInteger());
    }

    @Override
    public Iterator<HostBatch> iterator() {
      return new Iterator<>() {
        private OptionalInt mine = OptionalInt.empty();

        @Override
        public boolean hasNext() {
          if (mine.isEmpty()) {
            mine = OptionalInt.of(taken.getAndIncrement());
          }
          return mine.getAsInt() < images.batchCount();
        }

        @Override
        public HostBatch next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          int index = mine.getAsInt();
          mine = OptionalInt.empty();
          return images.batch(index);
        }
      };
    }
  }
}
