package io.absnas.core.estimate;

/**
 * The least Java heap that a run can do with.
 *
 * @param copyBytes copies of weights and velocities, most of them while a stage ends: the base
 *     weights, the weights that are scored, and what goes into a checkpoint
 * @param batchBytes batches that wait or are in the making, and the one in use
 */
public record HeapNeed(long copyBytes, long batchBytes) {
  private static final int COPIES = 4;

  /** What the program itself takes, as seen in runs of small networks. */
  private static final long PROGRAM_BYTES = 48L << 20;

  /** Checks both. */
  public HeapNeed {
    if (copyBytes < 0 || batchBytes < 0) {
      throw new IllegalArgumentException(
          "bytes must not be negative, were " + copyBytes + " and " + batchBytes);
    }
  }

  /**
   * Of a supernet and a loader.
   *
   * @param parameters float32 values of the supernet
   * @param bytesPerBatch pixels of a batch
   * @param prefetch batches that are prepared ahead
   */
  public static HeapNeed of(long parameters, long bytesPerBatch, int prefetch) {
    return new HeapNeed(COPIES * Float.BYTES * parameters, bytesPerBatch * (prefetch + 1L));
  }

  /** All of it. */
  public long bytes() {
    return PROGRAM_BYTES + copyBytes + batchBytes;
  }

  /** A size for {@code -Xmx} in whole GiB that leaves the garbage collector a third. */
  public long roomyGibibytes() {
    return Math.max(1, -Math.floorDiv(-bytes() * 3 / 2, 1L << 30));
  }
}
