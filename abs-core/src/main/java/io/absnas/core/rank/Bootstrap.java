package io.absnas.core.rank;

import io.absnas.core.run.RandomStreams;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Intervals by drawing things anew with replacement: the percentiles 2.5 and 97.5 of a measure over
 * the draws. Draw number i is a function of the seed and i, so measures of the same things are
 * taken on the same draws.
 *
 * @param streams where draws come from
 * @param draws number of draws; 0 gives no interval
 */
public record Bootstrap(RandomStreams streams, int draws) {
  private static final double OUTSIDE = 0.025;

  /** Checks the number. */
  public Bootstrap {
    if (draws < 0) {
      throw new IllegalArgumentException("draws must not be negative, was " + draws);
    }
  }

  /**
   * The interval of a measure of two sides; by all processors.
   *
   * @param measure of drawn ranks; draws for which it is not a number are left out
   * @return empty without draws that count
   */
  public Optional<Interval> interval(int[] x, int[] y, ToDoubleBiFunction<int[], int[]> measure) {
    return interval(
        Kendall.requireSameLength(x, y),
        drawn -> measure.applyAsDouble(at(x, drawn), at(y, drawn)));
  }

  /**
   * The interval of any measure of things.
   *
   * @param n number of things
   * @param measure of things by their number from 0, some of them more than once
   */
  public Optional<Interval> interval(int n, ToDoubleFunction<int[]> measure) {
    double[] found =
        IntStream.range(0, draws)
            .parallel()
            .mapToDouble(draw -> measure.applyAsDouble(drawn(draw, n)))
            .toArray();
    double[] sorted = Arrays.stream(found).filter(Double::isFinite).sorted().toArray();
    return sorted.length == 0
        ? Optional.empty()
        : Optional.of(new Interval(at(sorted, OUTSIDE), at(sorted, 1 - OUTSIDE)));
  }

  private int[] drawn(int draw, int n) {
    RandomGenerator random = streams.stream("bootstrap", n, draw);
    int[] drawn = new int[n];
    for (int i = 0; i < n; i++) {
      drawn[i] = random.nextInt(n);
    }
    return drawn;
  }

  private static int[] at(int[] values, int[] drawn) {
    int[] taken = new int[drawn.length];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = values[drawn[i]];
    }
    return taken;
  }

  /** Linear between neighbours. */
  private static double at(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
