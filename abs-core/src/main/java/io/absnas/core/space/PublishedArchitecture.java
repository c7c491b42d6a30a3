package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * An architecture or genotype that was published.
 *
 * @param name as its authors call it
 * @param aliases other names in use
 * @param space what its network is built in, for {@link SpaceCatalog#find(String)}
 * @param text its text form, read by {@link Design#parse}
 * @param top1 published top-1 on ImageNet's validation images, in percent
 * @param source where it is from
 */
public record PublishedArchitecture(
    String name,
    List<String> aliases,
    String space,
    String text,
    Optional<Double> top1,
    String source) {
  /** Copies the list. */
  public PublishedArchitecture {
    requireNonNull(name, "name is null");
    aliases = List.copyOf(aliases);
    requireNonNull(space, "space is null");
    requireNonNull(text, "text is null");
    requireNonNull(top1, "top1 is null");
    requireNonNull(source, "source is null");
  }

  /** Whether its text is a genotype. */
  public boolean isGenotype() {
    return text.startsWith("Genotype");
  }

  /**
   * Whether its network can be built in a space: that of a genotype in every DARTS space, with the
   * published channels where these were scaled; another in its own space and those derived from it.
   */
  public boolean fits(SearchSpace other) {
    if (!isGenotype()) {
      return other.id().matches("\\Q" + space + "\\E([@,].*)?");
    }
    return Design.takesGenotypes(other)
        && (!space.contains(",") || channels(other) == channels(SpaceCatalog.find(space)));
  }

  private static int channels(SearchSpace darts) {
    return ((CellSpace) darts).macro().channels();
  }
}
