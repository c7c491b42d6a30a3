package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.HostBatch;

/**
 * The batches behind the updates of architecture parameters of one step. One is asked for when its
 * update begins: a step may have hundreds of updates, whose images do not fit into memory together.
 */
final class HeldBatches {
  private final BatchSource source;
  private final long first;
  private final int count;
  private long waitedNanos;

  /**
   * Batches of some updates.
   *
   * @param first number of the first update, from 1 over the whole run
   */
  HeldBatches(BatchSource source, long first, int count) {
    this.source = requireNonNull(source, "source is null");
    this.first = first;
    this.count = count;
  }

  /** How many updates there are. */
  int count() {
    return count;
  }

  /** Number of an update over the whole run. */
  long update(int index) {
    return first + index;
  }

  /** The batch of an update; each is asked for once, in order. */
  HostBatch batch(int index) {
    long begin = System.nanoTime();
    HostBatch batch = source.batch(update(index));
    waitedNanos += System.nanoTime() - begin;
    return batch;
  }

  /** How long the batches so far took to come. */
  long waitedNanos() {
    return waitedNanos;
  }
}
