package io.absnas.core.rank;

import java.util.Arrays;

/** Which part of the best by one order is among the best by another. */
public final class TopOverlap {
  private TopOverlap() {}

  /**
   * The share of the {@code k} highest of one side that are among the {@code k} highest of the
   * other. Where ties stand across the border, what is expected if they are broken at random, on
   * each side by itself.
   *
   * @param x ranks
   * @param y ranks of the same things
   * @param k from 1 to their number
   */
  public static double share(int[] x, int[] y, int k) {
    int n = Kendall.requireSameLength(x, y);
    if (k < 1 || k > n) {
      throw new IllegalArgumentException("k must be 1 to %d, was %d".formatted(n, k));
    }
    double[] inX = chances(x, k);
    double[] inY = chances(y, k);
    double both = 0;
    for (int i = 0; i < n; i++) {
      both += inX[i] * inY[i];
    }
    return both / k;
  }

  /** Each one's chance to be among the highest. */
  private static double[] chances(int[] ranks, int k) {
    int[] sorted = ranks.clone();
    Arrays.sort(sorted);
    int border = sorted[sorted.length - k];
    long above = Arrays.stream(ranks).filter(rank -> rank > border).count();
    long at = Arrays.stream(ranks).filter(rank -> rank == border).count();
    double chance = (k - above) / (double) at;
    return Arrays.stream(ranks)
        .mapToDouble(rank -> rank > border ? 1 : rank == border ? chance : 0)
        .toArray();
  }
}
