package io.absnas.core.rank;

import java.util.Arrays;

/** Spearman's rank correlation: Pearson's of the ranks, equal values sharing the mean of theirs. */
public final class Spearman {
  private Spearman() {}

  /** Rho of dense ranks; not a number if all values of a side are equal. */
  public static double rho(int[] x, int[] y) {
    int n = Kendall.requireSameLength(x, y);
    double[] a = Ranks.average(x);
    double[] b = Ranks.average(y);
    double mean = (n + 1) / 2.0;
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < n; i++) {
      ab += (a[i] - mean) * (b[i] - mean);
      aa += (a[i] - mean) * (a[i] - mean);
      bb += (b[i] - mean) * (b[i] - mean);
    }
    return Math.max(-1, Math.min(1, ab / Math.sqrt(aa) / Math.sqrt(bb)));
  }

  /** Rho of values that are all different or not; a value that is not a number is refused. */
  public static double rho(double[] x, double[] y) {
    return rho(Ranks.dense(x), Ranks.dense(y));
  }

  /** Mean of the ranks of several sides, from 1: what adding up rankings means. */
  public static double[] rankSum(double[]... sides) {
    double[] sum = new double[sides[0].length];
    for (double[] side : sides) {
      double[] ranks = Ranks.average(Ranks.dense(side));
      Arrays.setAll(sum, i -> sum[i] + ranks[i] / sides.length);
    }
    return sum;
  }
}
