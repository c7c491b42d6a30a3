package io.absnas.search.evolution;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Who may be a parent; what tells the search algorithms apart. */
public sealed interface ParentSelection {
  /**
   * The parents of the next generation.
   *
   * @param generations everything evaluated so far, generation by generation
   * @return empty if there is none, and then the next generation is drawn at random
   */
  Optional<ParentPool> pool(List<List<Evaluation>> generations);

  /** Nobody: random search. */
  record Nobody() implements ParentSelection {
    @Override
    public Optional<ParentPool> pool(List<List<Evaluation>> generations) {
      return Optional.empty();
    }
  }

  /**
   * The fittest of all generations, each with equal probability: the genetic algorithm of SPOS.
   *
   * @param count how many; 10 in the published searches
   */
  record Fittest(int count) implements ParentSelection {
    /** Checks the count. */
    public Fittest {
      if (count < 1) {
        throw new IllegalArgumentException("count must be at least 1, was " + count);
      }
    }

    @Override
    public Optional<ParentPool> pool(List<List<Evaluation>> generations) {
      List<Architecture> parents =
          Ranking.best(generations.stream().flatMap(List::stream).toList(), count).stream()
              .map(one -> one.candidate().architecture())
              .toList();
      return parents.isEmpty()
          ? Optional.empty()
          : Optional.of(random -> parents.get(random.nextInt(parents.size())));
    }
  }

  /**
   * Winners of binary tournaments in the surviving population of NSGA-II (Deb et al. 2002,
   * 10.1109/4235.996017): after every generation the best of parents and children together survive,
   * by front and then by crowding distance.
   *
   * @param population survivors
   * @param tableFlops the objective that is minimised; fitness is maximised
   */
  record Tournament(int population, ToLongFunction<Architecture> tableFlops)
      implements ParentSelection {
    /** Checks the count. */
    public Tournament {
      if (population < 1) {
        throw new IllegalArgumentException("population must be at least 1, was " + population);
      }
      requireNonNull(tableFlops, "tableFlops is null");
    }

    @Override
    public Optional<ParentPool> pool(List<List<Evaluation>> generations) {
      List<ParetoRanking.Ranked> survivors = survivors(generations);
      return survivors.isEmpty()
          ? Optional.empty()
          : Optional.of(
              random -> {
                // The list is in order of preference, so the lower place wins.
                int one = random.nextInt(survivors.size());
                int other = random.nextInt(survivors.size());
                ParetoRanking.Ranked winner = survivors.get(Math.min(one, other));
                return winner.evaluation().candidate().architecture();
              });
    }

    /** The population after the last generation, in order of preference. */
    List<ParetoRanking.Ranked> survivors(List<List<Evaluation>> generations) {
      List<ParetoRanking.Ranked> survivors = List.of();
      for (List<Evaluation> generation : generations) {
        List<Evaluation> all = new ArrayList<>();
        survivors.forEach(one -> all.add(one.evaluation()));
        all.addAll(generation);
        List<ParetoRanking.Ranked> ranked = ParetoRanking.of(all, tableFlops);
        survivors = ranked.subList(0, Math.min(population, ranked.size()));
      }
      return survivors;
    }
  }
}
