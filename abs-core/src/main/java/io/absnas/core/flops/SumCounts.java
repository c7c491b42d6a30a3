package io.absnas.core.flops;

import java.math.BigInteger;

/**
 * How many ways lead to each sum of table FLOPs over a run of choices. Sums are {@code least()}
 * plus multiples of {@code unit()}; counts are exact whatever their size.
 */
public final class SumCounts {
  /** Bits per limb of a count, few enough that 32 values add up without overflow. */
  private static final int LIMB_BITS = 58;

  private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;
  private static final int ADDS_BEFORE_CARRY = 31;

  private final long least;
  private final long unit;
  private final long[][] limbs;

  private SumCounts(long least, long unit, long[][] limbs) {
    this.least = least;
    this.unit = unit;
    this.limbs = limbs;
  }

  /** Numbers that hold one count up to this one. */
  static int limbs(BigInteger largestCount) {
    return largestCount.bitLength() / LIMB_BITS + 1;
  }

  /** The empty run: one way to the sum 0. */
  static SumCounts empty(long unit, BigInteger largestCount) {
    long[][] limbs = new long[limbs(largestCount)][1];
    limbs[0][0] = 1;
    return new SumCounts(0, unit, limbs);
  }

  /** One choice more; entries must differ from one another by multiples of the unit. */
  SumCounts plus(long[] entries) {
    long low = Long.MAX_VALUE;
    long high = 0;
    for (long entry : entries) {
      low = Math.min(low, entry);
      high = Math.max(high, entry);
    }
    int width = Math.toIntExact(limbs[0].length + (high - low) / unit);
    long[][] sums = new long[limbs.length][width];
    int added = 0;
    for (long entry : entries) {
      add(sums, (int) ((entry - low) / unit));
      added++;
      if (added % ADDS_BEFORE_CARRY == 0) {
        carry(sums);
      }
    }
    carry(sums);
    return new SumCounts(Math.addExact(least, low), unit, sums);
  }

  private void add(long[][] sums, int shift) {
    for (int limb = 0; limb < limbs.length; limb++) {
      long[] from = limbs[limb];
      long[] to = sums[limb];
      for (int i = 0; i < from.length; i++) {
        to[i + shift] += from[i];
      }
    }
  }

  private static void carry(long[][] sums) {
    for (int limb = 0; limb + 1 < sums.length; limb++) {
      for (int i = 0; i < sums[limb].length; i++) {
        sums[limb + 1][i] += sums[limb][i] >>> LIMB_BITS;
        sums[limb][i] &= LIMB_MASK;
      }
    }
  }

  /** The smallest sum. */
  public long least() {
    return least;
  }

  /** The largest sum. */
  public long greatest() {
    return least + (limbs[0].length - 1) * unit;
  }

  /** Sums differ by multiples of this. */
  public long unit() {
    return unit;
  }

  /** The number of ways to exactly this sum. */
  public BigInteger count(long sum) {
    return countWithin(sum, sum);
  }

  /** The number of ways to a sum between these, ends included. */
  public BigInteger countWithin(long min, long max) {
    int first = firstIndex(min);
    int last = lastIndex(max);
    long[] total = new long[limbs.length + 1];
    for (int i = first; i <= last; i++) {
      for (int limb = 0; limb < limbs.length; limb++) {
        total[limb] += limbs[limb][i];
        total[limb + 1] += total[limb] >>> LIMB_BITS;
        total[limb] &= LIMB_MASK;
      }
    }
    BigInteger count = BigInteger.ZERO;
    for (int limb = limbs.length; limb >= 0; limb--) {
      count = count.shiftLeft(LIMB_BITS).add(BigInteger.valueOf(total[limb]));
    }
    return count;
  }

  /** Whether some way leads to a sum of this run, one of another and {@code extra} in a window. */
  boolean meets(SumCounts other, long extra, FlopsWindow window) {
    int j = other.limbs[0].length - 1;
    for (int i = 0; i < limbs[0].length; i++) {
      if (!reached(i)) {
        continue;
      }
      long sum = least + i * unit + extra;
      // The largest reachable partner that keeps the total in the window; falls as the sum grows.
      while (j >= 0 && (sum + other.least + j * unit > window.max() || !other.reached(j))) {
        j--;
      }
      if (j < 0) {
        return false;
      }
      if (sum + other.least + j * unit >= window.min()) {
        return true;
      }
    }
    return false;
  }

  /** The largest reachable sum up to this one, or -1. */
  long floor(long sum) {
    for (int i = lastIndex(sum); i >= 0; i--) {
      if (reached(i)) {
        return least + i * unit;
      }
    }
    return -1;
  }

  /** The smallest reachable sum from this one on, or -1. */
  long ceiling(long sum) {
    for (int i = firstIndex(sum); i < limbs[0].length; i++) {
      if (reached(i)) {
        return least + i * unit;
      }
    }
    return -1;
  }

  private boolean reached(int i) {
    for (long[] limb : limbs) {
      if (limb[i] != 0) {
        return true;
      }
    }
    return false;
  }

  private int firstIndex(long min) {
    if (min <= least) {
      return 0;
    }
    long steps = (min - least - 1) / unit + 1;
    return (int) Math.min(limbs[0].length, steps);
  }

  private int lastIndex(long max) {
    if (max < least) {
      return -1;
    }
    return (int) Math.min(limbs[0].length - 1L, (max - least) / unit);
  }
}
