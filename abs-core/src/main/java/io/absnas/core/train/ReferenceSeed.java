package io.absnas.core.train;

/** The seeds that the reference's generators take. */
final class ReferenceSeed {
  /** The largest seed that NumPy takes. */
  static final long MOST = (1L << 32) - 1;

  private ReferenceSeed() {}

  /** Whether the counter is a seed. */
  static boolean allows(long counter) {
    return counter >= 0 && counter <= MOST;
  }

  /** The counter as an unsigned 32-bit seed; NumPy takes no larger one. */
  static int of(long counter) {
    if (!allows(counter)) {
      throw new IllegalArgumentException("seed must be 0 to " + MOST + ", was " + counter);
    }
    return (int) counter;
  }
}
