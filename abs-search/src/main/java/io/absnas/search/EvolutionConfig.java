package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.flops.FlopsLimits;
import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.space.Architecture;
import io.absnas.search.evolution.BreedingSettings;
import io.absnas.search.evolution.ParentSelection;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Section {@code evolution}.
 *
 * @param strategy who may be a parent
 * @param fitness what is maximised
 * @param generations how many are evaluated; 20 in the published searches
 * @param population candidates of each; 50 in the published searches
 * @param parents the fittest so many of all generations, with {@code strategy: genetic}; 10 in the
 *     published searches
 * @param crossover candidates by crossover in each generation but the first; 25 in the published
 *     searches
 * @param mutationProbability share of choices that a mutation draws again; 0.5 in AngleNAS's
 *     searches
 * @param attempts draws per candidate asked of each source; 10,000 in the published searches
 * @param prefilter candidates made for each one that is kept, by the largest angle; 1: no filter
 * @param topK the best so many are exported; 2 in the published searches
 * @param flops table FLOPs that a candidate may have; absent: any
 */
public record EvolutionConfig(
    Strategy strategy,
    Fitness fitness,
    int generations,
    int population,
    int parents,
    int crossover,
    double mutationProbability,
    int attempts,
    int prefilter,
    int topK,
    Optional<FlopsLimits> flops) {
  /** Kinds of search. */
  public enum Strategy {
    /** The genetic algorithm of SPOS. */
    GENETIC,
    /** Everything at random, with the same budget. */
    RANDOM,
    /** NSGA-II: fitness up, table FLOPs down. */
    NSGA2
  }

  /** What is maximised. */
  public enum Fitness {
    /** Top-1 on the held-out images. */
    ACCURACY,
    /** The angle between the weights before and after training; needs no images. */
    ANGLE
  }

  /** Checks the numbers. */
  public EvolutionConfig {
    requireNonNull(strategy, "strategy is null");
    requireNonNull(fitness, "fitness is null");
    requireNonNull(flops, "flops is null");
    require("generations", generations);
    require("parents", parents);
    require("topK", topK);
    new BreedingSettings(population, crossover, mutationProbability, attempts, prefilter);
  }

  private static void require(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", must be at least 1");
    }
  }

  /** How candidates are made. */
  BreedingSettings breeding() {
    return new BreedingSettings(population, crossover, mutationProbability, attempts, prefilter);
  }

  /** Who may be a parent. */
  ParentSelection selection(ToLongFunction<Architecture> tableFlops) {
    return switch (strategy) {
      case GENETIC -> new ParentSelection.Fittest(parents);
      case RANDOM -> new ParentSelection.Nobody();
      case NSGA2 -> new ParentSelection.Tournament(population, tableFlops);
    };
  }

  /** Table FLOPs that a candidate may have. */
  FlopsWindow window() {
    return flops.map(FlopsLimits::window).orElse(FlopsWindow.ANY);
  }

  /** Whether angles are needed. */
  boolean needsAngles() {
    return fitness == Fitness.ANGLE || prefilter > 1;
  }

  /** Candidates that are evaluated at most. */
  long budget() {
    return (long) generations * population;
  }
}
