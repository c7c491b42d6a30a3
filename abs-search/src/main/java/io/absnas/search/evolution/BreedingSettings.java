package io.absnas.search.evolution;

/**
 * How the candidates of a generation are made.
 *
 * @param population candidates of a generation; 50 in the published searches
 * @param crossover of them by crossover; 25 in the published searches
 * @param mutationProbability share of choices that a mutation draws again; 0.5 in AngleNAS's
 *     searches, 0.1 in SPOS's own
 * @param attempts draws per candidate that is asked for, for each source; 10,000 in the published
 *     searches
 * @param prefilter candidates made for each one that is kept, by the largest angle; 1 keeps all
 */
public record BreedingSettings(
    int population, int crossover, double mutationProbability, int attempts, int prefilter) {
  private static final int MOST = 1_000_000;

  /** Checks the numbers. */
  public BreedingSettings {
    require(population >= 1 && population <= MOST, "population", population, "1 to " + MOST);
    require(
        crossover >= 0 && crossover <= population, "crossover", crossover, "0 to " + population);
    require(
        mutationProbability >= 0 && mutationProbability <= 1,
        "mutationProbability",
        mutationProbability,
        "0 to 1");
    require(attempts >= 1 && attempts <= MOST, "attempts", attempts, "1 to " + MOST);
    require(prefilter >= 1 && prefilter <= MOST, "prefilter", prefilter, "1 to " + MOST);
  }

  private static void require(boolean holds, String name, Number value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s, must be %s".formatted(name, value, allowed));
    }
  }
}
