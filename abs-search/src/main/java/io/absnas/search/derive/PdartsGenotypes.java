package io.absnas.search.derive;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.Genotype;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the rule of P-DARTS derives: a genotype for every limit of skip connections.
 *
 * @param unrestricted the genotype before any skip connection is taken out
 * @param levels those of the limits that changed it, limits descending
 * @param stopped where no further skip connection could be taken out though the next limit asks for
 *     it: the genotype at that moment
 */
public record PdartsGenotypes(
    SkipLevel unrestricted, List<SkipLevel> levels, Optional<SkipLevel> stopped) {
  /** Copies the list. */
  public PdartsGenotypes {
    requireNonNull(unrestricted, "unrestricted is null");
    levels = List.copyOf(levels);
    requireNonNull(stopped, "stopped is null");
  }

  /**
   * The first genotype with at most so many skip connections in its normal cell; where there is
   * none, the one with the fewest that could be reached.
   */
  public Genotype within(int most) {
    return Stream.concat(Stream.of(unrestricted), levels.stream())
        .filter(level -> level.skips() <= most)
        .findFirst()
        .or(() -> stopped)
        .orElseThrow()
        .genotype();
  }
}
