package io.absnas.search.derive;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.Genotype;

/**
 * A genotype and the limit of skip connections that led to it.
 *
 * @param most skip connections that were allowed in the normal cell
 * @param skips skip connections that its normal cell has
 * @param genotype the genotype
 */
public record SkipLevel(int most, int skips, Genotype genotype) {
  /** Checks the numbers. */
  public SkipLevel {
    requireNonNull(genotype, "genotype is null");
    if (most < 0 || skips < 0 || skips > most) {
      throw new IllegalArgumentException(
          "a level of at most " + most + " skip connections has " + skips);
    }
  }
}
