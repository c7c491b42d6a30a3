package io.absnas.shrink;

import java.util.ArrayList;
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
    double min = angles[0];
    double max = angles[0];
    for (double angle : angles) {
      squares += (angle - mean) * (angle - mean);
      min = Math.min(min, angle);
      max = Math.max(max, angle);
    }
    double sd = angles.length < 2 ? 0 : Math.sqrt(squares / (angles.length - 1));
    return new AngleStats(angles.length, mean, sd, min, max, quantiles(angles, min, max));
  }

  private static List<Double> quantiles(double[] angles, double min, double max) {
    int[] ranks = new int[2 * SHARES.size()];
    for (int i = 0; i < SHARES.size(); i++) {
      ranks[2 * i] = (int) (SHARES.get(i) * (angles.length - 1));
      ranks[2 * i + 1] = Math.min(ranks[2 * i] + 1, angles.length - 1);
    }
    double[] values = OrderStatistics.at(angles, min, max, ranks);
    List<Double> quantiles = new ArrayList<>();
    for (int i = 0; i < SHARES.size(); i++) {
      double place = SHARES.get(i) * (angles.length - 1);
      double below = values[2 * i];
      quantiles.add(below + (place - ranks[2 * i]) * (values[2 * i + 1] - below));
    }
    return quantiles;
  }
}
