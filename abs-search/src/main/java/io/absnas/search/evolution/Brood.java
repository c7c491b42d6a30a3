package io.absnas.search.evolution;

import java.util.List;
import java.util.Map;

/**
 * The candidates of one generation.
 *
 * @param candidates in the order in which they are evaluated: mutations, crossovers, random ones
 * @param tallies how each source did, of those that were asked
 */
public record Brood(List<Candidate> candidates, Map<Source, Tally> tallies) {
  /**
   * How a source did.
   *
   * @param wanted candidates that were asked for
   * @param found candidates that it gave
   * @param attempts draws it made
   */
  public record Tally(int wanted, int found, long attempts) {}

  /** Copies both. */
  public Brood {
    candidates = List.copyOf(candidates);
    tallies = Map.copyOf(tallies);
  }
}
