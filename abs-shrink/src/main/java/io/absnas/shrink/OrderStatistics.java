package io.absnas.shrink;

import java.util.Arrays;

/**
 * Values at given ranks, as sorting would give them, in two passes over buckets of equal width and
 * without moving anything: a million values take milliseconds.
 */
final class OrderStatistics {
  private static final int SORTED_BELOW = 1 << 12;
  private static final int VALUES_PER_BUCKET = 64;

  private OrderStatistics() {}

  /**
   * The values at ranks.
   *
   * @param values at least one, none negative zero
   * @param min the least of them
   * @param max the greatest of them
   * @param ranks from 0, ascending
   */
  static double[] at(double[] values, double min, double max, int[] ranks) {
    double scale = (values.length / VALUES_PER_BUCKET - 1) / (max - min);
    if (values.length < SORTED_BELOW || !(scale > 0) || Double.isInfinite(scale)) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return Arrays.stream(ranks).mapToDouble(rank -> sorted[rank]).toArray();
    }
    int[] sizes = new int[values.length / VALUES_PER_BUCKET];
    for (double value : values) {
      sizes[(int) ((value - min) * scale)]++;
    }
    return inBuckets(values, min, scale, sizes, ranks);
  }

  private static double[] inBuckets(
      double[] values, double min, double scale, int[] sizes, int[] ranks) {
    double[][] members = new double[sizes.length][];
    int[] bucketOf = new int[ranks.length];
    int[] within = new int[ranks.length];
    int below = 0;
    for (int bucket = 0, next = 0; next < ranks.length; below += sizes[bucket], bucket++) {
      for (; next < ranks.length && ranks[next] < below + sizes[bucket]; next++) {
        bucketOf[next] = bucket;
        within[next] = ranks[next] - below;
        members[bucket] = new double[sizes[bucket]];
      }
    }
    int[] found = new int[sizes.length];
    for (double value : values) {
      int bucket = (int) ((value - min) * scale);
      if (members[bucket] != null) {
        members[bucket][found[bucket]++] = value;
      }
    }
    double[] result = new double[ranks.length];
    for (int i = 0; i < ranks.length; i++) {
      if (i == 0 || bucketOf[i] != bucketOf[i - 1]) {
        Arrays.sort(members[bucketOf[i]]);
      }
      result[i] = members[bucketOf[i]][within[i]];
    }
    return result;
  }
}
