package io.absnas.search.darts;

/**
 * Section {@code derivation}: the genotype that is the result.
 *
 * @param maxSkipConnects skip connections of the normal cell at most; for pdarts, darts has no
 *     limit
 * @param warnSkipConnects a normal cell with more is warned of: searches that collapse end so
 */
public record DerivationConfig(int maxSkipConnects, int warnSkipConnects) {
  /** Checks the numbers. */
  public DerivationConfig {
    if (maxSkipConnects < 0 || warnSkipConnects < 0) {
      throw new IllegalArgumentException(
          "maxSkipConnects and warnSkipConnects must be at least 0, were %d and %d"
              .formatted(maxSkipConnects, warnSkipConnects));
    }
  }
}
