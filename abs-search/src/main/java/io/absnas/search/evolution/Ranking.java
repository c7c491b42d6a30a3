package io.absnas.search.evolution;

import java.util.Comparator;
import java.util.List;

/** The order of evaluated candidates by fitness. */
public final class Ranking {
  private Ranking() {}

  /**
   * The fittest, best first; among equals the one that was evaluated earlier. Failed candidates
   * have no place. As the sort is stable, the best of all generations are the best of the earlier
   * best and the newest, as the published algorithm keeps them.
   *
   * @param evaluations in order of evaluation
   * @param count how many at most
   */
  public static List<Evaluation> best(List<Evaluation> evaluations, int count) {
    return evaluations.stream()
        .filter(one -> one.fitness().isPresent())
        .sorted(
            Comparator.comparingDouble((Evaluation one) -> one.fitness().getAsDouble()).reversed())
        .limit(count)
        .toList();
  }
}
