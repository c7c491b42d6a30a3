package io.absnas.shrink;

import java.util.Arrays;
import java.util.List;

/**
 * What is kept of the angles behind one score.
 *
 * @param count number of children
 * @param mean mean angle in radians, 0 without children
 * @param sd standard deviation with count - 1 below the line, 0 with fewer than two children
 * @param min smallest angle, 0 without children
 * @param max largest angle, 0 without children
 * @param quantiles angles at the shares of {@link #SHARES}, linear between neighbours; empty
 *     without children
 */
public record AngleStats(
    int count, double mean, double sd, double min, double max, List<Double> quantiles) {
  /** Where quantiles are taken. */
  public static final List<Double> SHARES = List.of(0.05, 0.25, 0.5, 0.75, 0.95);

  /** Nothing was measured. */
  public static final AngleStats NONE = new AngleStats(0, 0, 0, 0, 0, List.of());

  /** Copies the list. */
  public AngleStats {
    quantiles = List.copyOf(quantiles);
  }

  /** Statistics of angles in the order they were measured; the order decides the last digit. */
  static AngleStats of(double[] angles) {
    if (angles.length == 0) {
      return NONE;
    }
    double sum = 0;
    for (double angle : angles) {
      sum += angle;
    }
    double mean = sum / angles.length;
    double squares = 0;
    for (double angle : angles) {
      squares += (angle - mean) * (angle - mean);
    }
    double sd = angles.length < 2 ? 0 : Math.sqrt(squares / (angles.length - 1));
    double[] sorted = angles.clone();
    Arrays.sort(sorted);
    return new AngleStats(
        angles.length,
        mean,
        sd,
        sorted[0],
        sorted[sorted.length - 1],
        SHARES.stream().map(share -> quantile(sorted, share)).toList());
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
