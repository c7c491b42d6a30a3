package io.absnas.core.space;

import java.util.List;

/**
 * One candidate op per choice.
 *
 * @param ops the ops in the order of the choices
 */
public record Architecture(List<CandidateOp> ops) implements Design {
  /** Copies the list. */
  public Architecture {
    ops = List.copyOf(ops);
    if (ops.isEmpty()) {
      throw new IllegalArgumentException("an architecture needs at least one op");
    }
  }
}
