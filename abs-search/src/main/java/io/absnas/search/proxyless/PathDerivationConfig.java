package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

/**
 * Section {@code derivation}: which architecture stands for the architecture parameters.
 *
 * @param rule which comes first in the result where there is a target; without one it is argmax
 * @param tolerance the constrained architecture costs at least 1 - tolerance of the reference
 */
public record PathDerivationConfig(Rule rule, double tolerance) {
  /** Rules. */
  public enum Rule {
    /** The most probable op of every layer, as published. */
    ARGMAX,
    /** The most probable architecture whose cost is within the tolerance below the reference. */
    CONSTRAINED
  }

  /** Checks the number. */
  public PathDerivationConfig {
    requireNonNull(rule, "rule is null");
    if (!(tolerance >= 0) || !(tolerance <= 1)) {
      throw new IllegalArgumentException("tolerance is " + tolerance + ", must be 0 to 1");
    }
  }
}
