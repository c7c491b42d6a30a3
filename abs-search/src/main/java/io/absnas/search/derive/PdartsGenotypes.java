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
    return levelWithin(most).genotype();
  }

  /** What to warn of where {@link #within} has more skip connections than so many. */
  public Optional<String> excess(int most) {
    int skips = levelWithin(most).skips();
    return skips <= most
        ? Optional.empty()
        : Optional.of(
            "the normal cell has %d skip connections where at most %d are allowed: the edges that"
                    .formatted(skips, most)
                + " are left have no other op");
  }

  private SkipLevel levelWithin(int most) {
    return Stream.concat(Stream.of(unrestricted), levels.stream())
        .filter(level -> level.skips() <= most)
        .findFirst()
        .or(() -> stopped)
        .orElseThrow();
  }
}
