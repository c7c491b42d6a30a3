package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;

/**
 * A dropped EdgeOp in {@code history.json}.
 *
 * @param choice number of the choice, from 0
 * @param choiceName the layer's number or the edge
 * @param op id of the op
 */
public record DropRecord(int choice, String choiceName, String op) {
  /** Checks that all is there. */
  public DropRecord {
    requireNonNull(choiceName, "choiceName is null");
    requireNonNull(op, "op is null");
  }

  static DropRecord of(SearchSpace space, EdgeOp drop) {
    return new DropRecord(drop.choice(), space.choiceName(drop.choice()), drop.op().id());
  }
}
