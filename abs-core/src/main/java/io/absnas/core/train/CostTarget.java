package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

/**
 * A cost that is aimed at.
 *
 * @param costs what ops cost
 * @param reference the aim, in the same unit
 */
public record CostTarget(ExpectedCost costs, double reference) {
  /** Checks the numbers. */
  public CostTarget {
    requireNonNull(costs, "costs is null");
    if (!(reference > 0) || reference > Double.MAX_VALUE) {
      throw new IllegalArgumentException("reference is " + reference + ", must be above 0");
    }
  }
}
