package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;

/**
 * The batches of a sequence that many go through many times: the first ones, as many as fit into a
 * bound, are made once and shared, the others are made anew each time. Whoever takes a batch reads
 * it only. Safe for use by several threads.
 */
public final class KeptBatches implements Iterable<HostBatch> {
  private final EvaluationBatches batches;
  private final int kept;
  private final ConcurrentMap<Integer, HostBatch> made = new ConcurrentHashMap<>();

  /**
   * Nothing is made yet.
   *
   * @param maxBytes bound on the pixels that are kept
   */
  public KeptBatches(EvaluationBatches batches, long maxBytes) {
    this.batches = requireNonNull(batches, "batches is null");
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must not be negative, was " + maxBytes);
    }
    this.kept =
        batches.bytes() <= maxBytes
            ? batches.batchCount()
            : (int) Math.min(batches.batchCount(), maxBytes / batches.batchBytes());
  }

  /** Number of batches that are made once. */
  public int kept() {
    return kept;
  }

  /** Bytes of the pixels that are kept once all have been made. */
  public long keptBytes() {
    return Math.min(batches.bytes(), kept * batches.batchBytes());
  }

  @Override
  public Iterator<HostBatch> iterator() {
    return IntStream.range(0, batches.batchCount()).mapToObj(this::batch).iterator();
  }

  /** Batch number {@code index} of the sequence, from 0. */
  public HostBatch batch(int index) {
    return index < kept ? made.computeIfAbsent(index, batches::batch) : batches.batch(index);
  }
}
