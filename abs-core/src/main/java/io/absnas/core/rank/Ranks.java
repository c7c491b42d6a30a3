package io.absnas.core.rank;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Values as whole numbers in the same order: equal values have equal numbers. */
public final class Ranks {
  /** Values are compared at this grain, so that mathematical ties are ties. */
  private static final double GRAINS = 1e9;

  private Ranks() {}

  /** The values at a grain of 1e-9; beyond 2^53 grains, and where not finite, as they are. */
  public static double[] rounded(double[] values) {
    return Arrays.stream(values).map(Ranks::rounded).toArray();
  }

  private static double rounded(double value) {
    double grains = value * GRAINS;
    return Math.abs(grains) < 1L << 53 ? Math.rint(grains) / GRAINS : value;
  }

  /**
   * Numbers from 0 without gaps, the smallest value first.
   *
   * @throws IllegalArgumentException for a value that is not a number
   */
  public static int[] dense(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int different = 0;
    for (int i = 0; i < sorted.length; i++) {
      // -0.0 is sorted before 0.0 and is the same.
      double value = sorted[i] == 0 ? 0.0 : sorted[i];
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException("a value is not a number, so it has no rank");
      }
      if (different == 0 || sorted[different - 1] != value) {
        sorted[different++] = value;
      }
    }
    int[] ranks = new int[values.length];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = Arrays.binarySearch(sorted, 0, different, values[i] == 0 ? 0.0 : values[i]);
    }
    return ranks;
  }

  /** Number of different values behind ranks without gaps. */
  static int different(int[] dense) {
    return Arrays.stream(dense).max().orElse(-1) + 1;
  }

  /** Ranks from 1 as they are in statistics: equal values share the mean of their places. */
  static double[] average(int[] ranks) {
    int[] counts = new int[different(ranks)];
    for (int rank : ranks) {
      counts[rank]++;
    }
    double[] means = new double[counts.length];
    int before = 0;
    for (int rank = 0; rank < counts.length; rank++) {
      means[rank] = before + (counts[rank] + 1) / 2.0;
      before += counts[rank];
    }
    return IntStream.of(ranks).mapToDouble(rank -> means[rank]).toArray();
  }
}
