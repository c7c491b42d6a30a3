package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.EvaluationBatches;
import io.absnas.core.data.KeptBatches;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.Evaluators;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Top-1 of children on one batch of held-out images each, with the running statistics of training.
 * Which batch is a function of seed, stage and child. For several threads, which wait for a network
 * that is free.
 */
final class BatchAccuracy implements AutoCloseable {
  private final Evaluators evaluators;
  private final SearchSpace space;
  private final KeptBatches batches;
  private final EvaluationBatches heldOut;
  private final RandomStreams streams;
  private final int stage;

  /**
   * Accuracies with the weights as they are, which must not change before it is closed.
   *
   * @param maxBytes bound on the pixels of batches that are kept
   * @param stopRequested true ends a measurement with a {@link
   *     java.util.concurrent.CancellationException}
   */
  BatchAccuracy(
      List<Network> networks,
      SearchSpace space,
      EvaluationBatches heldOut,
      long maxBytes,
      RandomStreams streams,
      int stage,
      BooleanSupplier stopRequested) {
    this.evaluators = new Evaluators(networks, stopRequested);
    this.space = requireNonNull(space, "space is null");
    this.batches = new KeptBatches(heldOut, maxBytes);
    this.heldOut = heldOut;
    this.streams = requireNonNull(streams, "streams is null");
    this.stage = stage;
  }

  /** Top-1 as a fraction of a child given as op positions. */
  double of(int[] positions) {
    long[] counters =
        LongStream.concat(LongStream.of(stage), Arrays.stream(positions).asLongStream()).toArray();
    RandomGenerator random = streams.stream("scored-accuracy", counters);
    // Of an image, so that those of a smaller last batch do not weigh more.
    int batch = heldOut.batchOf(random.nextInt(heldOut.imageCount()));
    Architecture child =
        new Architecture(Arrays.stream(positions).mapToObj(space.operations()::get).toList());
    return evaluators.one(
        SampledPath.of(child),
        (evaluator, path) -> evaluator.accuracy(path, List.of(batches.batch(batch))).top1());
  }

  @Override
  public void close() {
    evaluators.close();
  }
}
