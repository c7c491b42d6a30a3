package io.absnas.search.evolution;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.Architecture;

/**
 * An architecture that is to be evaluated.
 *
 * @param generation number of the generation, from 0
 * @param source how it came to be
 * @param architecture what it is
 */
public record Candidate(int generation, Source source, Architecture architecture) {
  /** Checks that all is there. */
  public Candidate {
    if (generation < 0) {
      throw new IllegalArgumentException("generation must not be negative, was " + generation);
    }
    requireNonNull(source, "source is null");
    requireNonNull(architecture, "architecture is null");
  }
}
