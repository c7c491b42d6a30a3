package io.absnas.core.rank;

import java.util.Arrays;

/**
 * Kendall's rank correlation over all pairs in O(n log n): pairs are sorted by one value, and
 * discordant ones counted as the exchanges of a merge sort by the other (W. R. Knight, A computer
 * method for calculating Kendall's tau with ungrouped data, 1966).
 */
public final class Kendall {
  private Kendall() {}

  /**
   * Tau-b, which takes ties out of the denominator: what SciPy computes unless told otherwise. Not
   * a number if all values of a side are equal.
   *
   * @param x ranks, {@link Ranks#dense} or any others that are not negative
   * @param y ranks of the same things
   */
  public static double tauB(int[] x, int[] y) {
    int n = requireSameLength(x, y);
    long[] pairs = new long[n];
    for (int i = 0; i < n; i++) {
      pairs[i] = (long) x[i] << Integer.SIZE | y[i];
    }
    Arrays.sort(pairs);
    int[] byX = new int[n];
    long tiedX = 0;
    long tiedBoth = 0;
    long runX = 0;
    long runBoth = 0;
    for (int i = 0; i < n; i++) {
      byX[i] = (int) pairs[i];
      runX = i > 0 && pairs[i] >> Integer.SIZE == pairs[i - 1] >> Integer.SIZE ? runX + 1 : 0;
      runBoth = i > 0 && pairs[i] == pairs[i - 1] ? runBoth + 1 : 0;
      tiedX += runX;
      tiedBoth += runBoth;
    }
    long discordant = exchanges(byX);
    long tiedY = 0;
    long runY = 0;
    for (int i = 1; i < n; i++) {
      // Sorted by now.
      runY = byX[i] == byX[i - 1] ? runY + 1 : 0;
      tiedY += runY;
    }
    long all = (long) n * (n - 1) / 2;
    long difference = all - tiedX - tiedY + tiedBoth - 2 * discordant;
    double tau = difference / Math.sqrt((double) (all - tiedX)) / Math.sqrt((double) (all - tiedY));
    return Math.max(-1, Math.min(1, tau));
  }

  /**
   * Tau as the reference's programs compute it: both sides are sorted by descending value, equal
   * ones stay in the order of the list, places are handed out without ties. So a pair that is tied
   * on both sides counts as concordant, whatever is true of it.
   */
  public static double tauOfPlaces(int[] x, int[] y) {
    int n = requireSameLength(x, y);
    int[] placeX = places(x);
    int[] placeY = places(y);
    int[] byX = new int[n];
    for (int i = 0; i < n; i++) {
      byX[placeX[i]] = placeY[i];
    }
    return 1 - 4.0 * exchanges(byX) / ((double) n * (n - 1));
  }

  private static int[] places(int[] ranks) {
    long[] order = new long[ranks.length];
    int highest = Arrays.stream(ranks).max().orElse(0);
    for (int i = 0; i < order.length; i++) {
      order[i] = (long) (highest - ranks[i]) << Integer.SIZE | i;
    }
    Arrays.sort(order);
    int[] places = new int[order.length];
    for (int place = 0; place < order.length; place++) {
      places[(int) order[place]] = place;
    }
    return places;
  }

  /** Sorts, and counts the pairs that stand in the wrong order. */
  private static long exchanges(int[] values) {
    int n = values.length;
    int[] from = values;
    int[] to = new int[n];
    long exchanges = 0;
    for (int width = 1; width < n; width *= 2) {
      for (int start = 0; start < n; start += 2 * width) {
        int middle = Math.min(start + width, n);
        int end = Math.min(start + 2 * width, n);
        int left = start;
        int right = middle;
        for (int k = start; k < end; k++) {
          if (left < middle && (right >= end || from[left] <= from[right])) {
            to[k] = from[left++];
          } else {
            exchanges += middle - left;
            to[k] = from[right++];
          }
        }
      }
      int[] sorted = to;
      to = from;
      from = sorted;
    }
    if (from != values) {
      System.arraycopy(from, 0, values, 0, n);
    }
    return exchanges;
  }

  static int requireSameLength(int[] x, int[] y) {
    if (x.length != y.length || x.length < 2) {
      throw new IllegalArgumentException(
          "at least two pairs are needed, there are %d and %d values"
              .formatted(x.length, y.length));
    }
    return x.length;
  }
}
