package io.absnas.core.rank;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How well a predictor orders things by what is true of them.
 *
 * @param things number of things that have a prediction
 * @param missing things without: their prediction is not a number
 * @param differentValues different predictions among them, at a grain of 1e-9
 * @param tauB Kendall's tau-b; absent if all predictions are equal
 * @param interval of it over the things, by {@link Bootstrap}
 * @param tauOfPlaces tau by the rule of the reference's programs
 * @param rho Spearman's
 * @param top by k, which part of the best k is among the predicted best k
 */
public record Agreement(
    int things,
    int missing,
    int differentValues,
    Optional<Double> tauB,
    Optional<Interval> interval,
    Optional<Double> tauOfPlaces,
    Optional<Double> rho,
    Map<Integer, Double> top) {
  /** Where overlaps of the best are taken, as far as there are so many. */
  public static final List<Integer> TOP = List.of(10, 100, 1000);

  /** Copies the map. */
  public Agreement {
    requireNonNull(tauB, "tauB is null");
    requireNonNull(interval, "interval is null");
    requireNonNull(tauOfPlaces, "tauOfPlaces is null");
    requireNonNull(rho, "rho is null");
    top = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(top));
  }

  /**
   * Measures it.
   *
   * @param predicted one value a thing, rounded to 1e-9 here; those that are not numbers are left
   *     out and counted
   * @param truth numbers all
   */
  public static Agreement of(double[] predicted, double[] truth, Bootstrap bootstrap) {
    if (predicted.length != truth.length) {
      throw new IllegalArgumentException(
          "there are %d predictions for %d things".formatted(predicted.length, truth.length));
    }
    int[] there =
        IntStream.range(0, truth.length).filter(i -> !Double.isNaN(predicted[i])).toArray();
    int missing = truth.length - there.length;
    if (there.length < 2) {
      return new Agreement(
          there.length,
          missing,
          there.length,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of());
    }
    int[] x =
        Ranks.dense(Ranks.rounded(IntStream.of(there).mapToDouble(i -> predicted[i]).toArray()));
    int[] y = Ranks.dense(IntStream.of(there).mapToDouble(i -> truth[i]).toArray());
    Map<Integer, Double> top = new LinkedHashMap<>();
    for (int k : TOP) {
      if (k < there.length) {
        top.put(k, TopOverlap.share(x, y, k));
      }
    }
    return new Agreement(
        there.length,
        missing,
        Ranks.different(x),
        number(Kendall.tauB(x, y)),
        bootstrap.interval(x, y, Kendall::tauB),
        number(Kendall.tauOfPlaces(x, y)),
        number(Spearman.rho(x, y)),
        top);
  }

  private static Optional<Double> number(double value) {
    return Double.isNaN(value) ? Optional.empty() : Optional.of(value);
  }
}
