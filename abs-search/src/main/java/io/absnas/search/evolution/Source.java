package io.absnas.search.evolution;

/** How a candidate came to be. */
public enum Source {
  /** Drawn uniformly inside the FLOPs window. */
  RANDOM("random"),
  /** A parent some of whose choices were drawn again. */
  MUTATION("mutation"),
  /** Every choice from one of two parents. */
  CROSSOVER("crossover");

  private final String id;

  Source(String id) {
    this.id = id;
  }

  /** The form in files. */
  public String id() {
    return id;
  }
}
