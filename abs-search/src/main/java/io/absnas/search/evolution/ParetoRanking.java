package io.absnas.search.evolution;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.Architecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Non-dominated sorting and crowding distance of NSGA-II (Deb et al. 2002, 10.1109/4235.996017) on
 * fitness, which is maximised, and table FLOPs, which are minimised.
 */
public final class ParetoRanking {
  private ParetoRanking() {}

  /**
   * A candidate among others.
   *
   * @param evaluation the candidate
   * @param front 0 if no other is at least as good in both objectives and better in one, else 1
   *     plus the highest front of those that are
   * @param crowding distance to its neighbours within the front, infinite at both ends
   */
  public record Ranked(Evaluation evaluation, int front, double crowding) {
    /** Checks that there is a candidate. */
    public Ranked {
      requireNonNull(evaluation, "evaluation is null");
    }
  }

  /**
   * Ranks candidates: fronts in order, within a front the less crowded first, equals in the given
   * order. Failed candidates are left out.
   */
  public static List<Ranked> of(
      List<Evaluation> evaluations, ToLongFunction<Architecture> tableFlops) {
    List<Evaluation> found = evaluations.stream().filter(one -> one.fitness().isPresent()).toList();
    double[] fitness = found.stream().mapToDouble(one -> one.fitness().getAsDouble()).toArray();
    long[] flops =
        found.stream()
            .mapToLong(one -> tableFlops.applyAsLong(one.candidate().architecture()))
            .toArray();
    int[] front = fronts(fitness, flops);
    double[] crowding = new double[found.size()];
    int fronts = Arrays.stream(front).max().orElse(-1) + 1;
    for (int number = 0; number < fronts; number++) {
      int level = number;
      int[] members = IntStream.range(0, front.length).filter(i -> front[i] == level).toArray();
      crowd(members, i -> fitness[i], crowding);
      crowd(members, i -> flops[i], crowding);
    }
    List<Ranked> ranked = new ArrayList<>();
    for (int i = 0; i < front.length; i++) {
      ranked.add(new Ranked(found.get(i), front[i], crowding[i]));
    }
    ranked.sort(
        Comparator.comparingInt(Ranked::front)
            .thenComparing(Comparator.comparingDouble(Ranked::crowding).reversed()));
    return List.copyOf(ranked);
  }

  /** The first front by falling fitness, equals in the given order. */
  public static List<Evaluation> front(
      List<Evaluation> evaluations, ToLongFunction<Architecture> tableFlops) {
    List<Evaluation> first =
        of(evaluations, tableFlops).stream()
            .filter(one -> one.front() == 0)
            .map(Ranked::evaluation)
            .toList();
    return Ranking.best(evaluations.stream().filter(first::contains).toList(), first.size());
  }

  /**
   * Fronts by one pass over the candidates from the fittest down, the cheaper first among equally
   * fit: a candidate is dominated by nobody behind it, so its front is 1 plus that of the highest
   * one before it that costs no more.
   */
  private static int[] fronts(double[] fitness, long[] flops) {
    int[] order =
        IntStream.range(0, fitness.length)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> -fitness[i])
                    .thenComparingLong(i -> flops[i]))
            .mapToInt(i -> i)
            .toArray();
    int[] front = new int[fitness.length];
    for (int at = 0; at < order.length; at++) {
      int one = order[at];
      for (int before = 0; before < at; before++) {
        int other = order[before];
        boolean equal = fitness[other] == fitness[one] && flops[other] == flops[one];
        if (flops[other] <= flops[one] && !equal) {
          front[one] = Math.max(front[one], front[other] + 1);
        }
      }
    }
    return front;
  }

  /** Value of a candidate in one objective. */
  @FunctionalInterface
  private interface Objective {
    double of(int candidate);
  }

  private static void crowd(int[] members, Objective objective, double[] crowding) {
    int[] order =
        Arrays.stream(members)
            .boxed()
            .sorted(Comparator.comparingDouble(objective::of))
            .mapToInt(i -> i)
            .toArray();
    int last = order.length - 1;
    double range = objective.of(order[last]) - objective.of(order[0]);
    crowding[order[0]] = Double.POSITIVE_INFINITY;
    crowding[order[last]] = Double.POSITIVE_INFINITY;
    for (int at = 1; at < last && range > 0; at++) {
      double gap = objective.of(order[at + 1]) - objective.of(order[at - 1]);
      crowding[order[at]] += gap / range;
    }
  }
}
