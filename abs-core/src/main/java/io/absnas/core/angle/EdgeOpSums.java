package io.absnas.core.angle;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.EdgeOp;

/**
 * The sums of one EdgeOp over all cells or of its one layer.
 *
 * @param edgeOp choice and op
 * @param sums of one occurrence; in a cell they count once per surviving path
 */
public record EdgeOpSums(EdgeOp edgeOp, AngleSums sums) {
  /** Checks for null. */
  public EdgeOpSums {
    requireNonNull(edgeOp, "edgeOp is null");
    requireNonNull(sums, "sums is null");
  }
}
