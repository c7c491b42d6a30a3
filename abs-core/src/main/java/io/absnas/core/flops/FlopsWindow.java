package io.absnas.core.flops;

import org.jspecify.annotations.Nullable;

/**
 * The table FLOPs that architectures may have.
 *
 * @param min least table FLOPs, itself allowed
 * @param max most table FLOPs, itself allowed
 */
public record FlopsWindow(long min, long max) {
  /** Every architecture. */
  public static final FlopsWindow ANY = new FlopsWindow(0, Long.MAX_VALUE);

  /** Checks that the ends are in order. */
  public FlopsWindow {
    if (min < 0) {
      throw new IllegalArgumentException("min must not be negative, was " + min);
    }
    if (max < min) {
      throw new IllegalArgumentException("min is " + min + ", above max (" + max + ")");
    }
  }

  /** Ends that are left out are open. */
  public static FlopsWindow of(@Nullable Long min, @Nullable Long max) {
    return new FlopsWindow(min == null ? 0 : min, max == null ? Long.MAX_VALUE : max);
  }

  /** Up to this many, itself allowed. */
  public static FlopsWindow upTo(long max) {
    return new FlopsWindow(0, max);
  }

  /** Whether an architecture with these table FLOPs is allowed. */
  public boolean contains(long tableFlops) {
    return tableFlops >= min && tableFlops <= max;
  }
}
