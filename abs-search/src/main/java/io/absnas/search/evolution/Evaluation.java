package io.absnas.search.evolution;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;

/**
 * A candidate and what became of it.
 *
 * @param candidate what was evaluated
 * @param outcome what was found
 */
public record Evaluation(Candidate candidate, ChildOutcome outcome) {
  /** Checks that both are there. */
  public Evaluation {
    requireNonNull(candidate, "candidate is null");
    requireNonNull(outcome, "outcome is null");
  }

  /** What is maximised; empty if the candidate has failed. */
  public OptionalDouble fitness() {
    return outcome.fitness();
  }
}
