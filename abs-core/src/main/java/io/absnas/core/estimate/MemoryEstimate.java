package io.absnas.core.estimate;

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
   * What the process will hold while children are evaluated, one on each replica at a time.
   *
   * @param before held before any evaluation
   * @param after held after passes on one replica
   * @param replicas that evaluate at the same time
   * @param velocityBytes that will have come into being by then
   */
  public static long evaluated(long before, long after, int replicas, long velocityBytes) {
    return before + replicas * Math.max(0, after - before) + velocityBytes;
  }

  /**
   * What Java's heap will take from the system beyond what it has used in the trials: parts that it
   * has but has not used are filled by whatever the run keeps or leaves behind, and what is kept
   * needs more where they are full.
   *
   * @param unused bytes that the heap has and has not used
   * @param kept bytes that the run will hold at once and the trials did not
   * @param garbage bytes that the run will leave behind
   * @param room bytes by which the heap may still grow
   */
  public static long heapGrowth(long unused, long kept, double garbage, long room) {
    long filled = (long) Math.min((double) unused, kept + garbage);
    return filled + Math.min(Math.max(0, kept - unused), Math.max(0, room));
  }

  /**
   * From what the process held on the way. What training and evaluation take of the engine is used
   * by one after the other and never given back, so the larger of the two counts; what came later
   * (copies of the weights, a checkpoint, scoring) is added to it, as is the heap that waiting
   * batches will fill.
   *
   * @param training held after training, by images of each replica
   * @param replicaImages images of each replica in the run
   * @param evaluated held while children are evaluated; 0 for a run without
   * @param heldThen held after training
   * @param peak the most until the end of all trials
   * @param moreHeap heap that the run will touch and the trials did not
   */
  public static MemoryEstimate of(
      Readings training,
      int replicaImages,
      long evaluated,
      long heldThen,
      long peak,
      long moreHeap) {
    long trained = heldThen + training.bytes(replicaImages) - training.largest().residentBytes();
    long later = Math.max(0, peak - heldThen);
    return new MemoryEstimate(Math.max(trained, evaluated) + later + Math.max(0, moreHeap));
  }
}
