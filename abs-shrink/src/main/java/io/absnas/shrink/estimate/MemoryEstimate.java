package io.absnas.shrink.estimate;

/**
 * The most that the process of a run will hold.
 *
 * @param peakBytes heap, arrays and all else
 */
public record MemoryEstimate(long peakBytes) {
  /** Checks that it is not negative. */
  public MemoryEstimate {
    if (peakBytes < 0) {
      throw new IllegalArgumentException("peakBytes must not be negative, was " + peakBytes);
    }
  }

  /**
   * From what the process held on the way. What training and evaluation take of the engine is used
   * by one after the other and never given back, so the larger of the two counts; what came later
   * (copies of the weights, a checkpoint, scoring) is added to it, as is the heap that waiting
   * batches will fill.
   *
   * @param training held after training, by images of each replica
   * @param replicaImages images of each replica in the run
   * @param evaluation held after evaluation, by images of a pass; the same as {@code training} for
   *     a run without
   * @param passImages images of a pass in the run
   * @param velocityBytes that came into being between evaluation and the end of training
   * @param heldThen held after training
   * @param peak the most until the end of all trials
   * @param moreHeap heap that the run will touch and the trials did not
   */
  public static MemoryEstimate of(
      Readings training,
      int replicaImages,
      Readings evaluation,
      int passImages,
      long velocityBytes,
      long heldThen,
      long peak,
      long moreHeap) {
    long trained = heldThen + training.bytes(replicaImages) - training.largest().residentBytes();
    long evaluated = evaluation.bytes(passImages) + velocityBytes;
    long later = Math.max(0, peak - heldThen);
    return new MemoryEstimate(Math.max(trained, evaluated) + later + Math.max(0, moreHeap));
  }
}
