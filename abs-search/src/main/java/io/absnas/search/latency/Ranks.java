package io.absnas.search.latency;

import java.util.Arrays;

/** Order statistics. */
final class Ranks {
  private Ranks() {}

  /** The middle value, or the mean of the two in the middle. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Spearman's rank correlation; equal values share the mean of their ranks. */
  static double spearman(double[] a, double[] b) {
    double[] ranksOfA = ranks(a);
    double[] ranksOfB = ranks(b);
    double mean = (a.length - 1) / 2.0;
    double product = 0;
    double squareOfA = 0;
    double squareOfB = 0;
    for (int i = 0; i < a.length; i++) {
      double x = ranksOfA[i] - mean;
      double y = ranksOfB[i] - mean;
      product += x * y;
      squareOfA += x * x;
      squareOfB += y * y;
    }
    return squareOfA == 0 || squareOfB == 0 ? 0 : product / Math.sqrt(squareOfA * squareOfB);
  }

  private static double[] ranks(double[] values) {
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      for (double other : values) {
        ranks[i] += other < values[i] ? 1 : other == values[i] ? 0.5 : 0;
      }
      ranks[i] -= 0.5;
    }
    return ranks;
  }
}
