package io.absnas.core.train;

/** The seeds that the reference's generators take. */
final class ReferenceSeed {
  private static final long END = 1L << 32;

  private ReferenceSeed() {}

  /** The counter as an unsigned 32-bit seed; NumPy takes no larger one. */
  static int of(long counter) {
    if (counter < 0 || counter >= END) {
      throw new IllegalArgumentException("seed must be 0 to " + (END - 1) + ", was " + counter);
    }
    return (int) counter;
  }
}
