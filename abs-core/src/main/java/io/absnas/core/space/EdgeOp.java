package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

/**
 * A choice and one of its candidate ops: what shrinking scores and drops.
 *
 * @param choice number of the layer or edge, from 0
 * @param op the candidate op
 */
public record EdgeOp(int choice, CandidateOp op) {
  /** Checks the number of the choice. */
  public EdgeOp {
    if (choice < 0) {
      throw new IllegalArgumentException("choice must not be negative, was " + choice);
    }
    requireNonNull(op, "op is null");
  }
}
