package io.absnas.core.space;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Published architectures and genotypes by name. */
public final class ArchitectureCatalog {
  private static final String RESOURCE = "architectures.yaml";

  private ArchitectureCatalog() {}

  /** All of them, those of layered spaces first. */
  public static List<PublishedArchitecture> all() {
    StrictNode root = StrictNode.parse(RESOURCE, text());
    root.allowKeys(List.of("architectures"));
    return root.get("architectures").items().stream().map(ArchitectureCatalog::entry).toList();
  }

  /**
   * The one of this name, in which case, blanks and signs do not count: {@code spos-abs} is {@code
   * SPOS+ABS}.
   */
  public static Optional<PublishedArchitecture> find(String name) {
    String wanted = plain(name);
    return all().stream()
        .filter(
            one ->
                Stream.concat(Stream.of(one.name()), one.aliases().stream())
                    .anyMatch(known -> plain(known).equals(wanted)))
        .findFirst();
  }

  /**
   * The design that a text means: a name of this catalogue, or what {@link Design#parse} reads.
   *
   * @throws IllegalArgumentException that says what does not fit
   */
  public static Design design(SearchSpace space, String nameOrText) {
    Optional<PublishedArchitecture> published = find(nameOrText);
    published
        .filter(one -> !one.fits(space))
        .ifPresent(
            one -> {
              throw new IllegalArgumentException(
                  "%s is of space %s, not of %s".formatted(one.name(), one.space(), space.id()));
            });
    return Design.parse(space, published.map(PublishedArchitecture::text).orElse(nameOrText));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static PublishedArchitecture entry(StrictNode node) {
    node.allowKeys(List.of("name", "aliases", "space", "design", "top1", "source"));
    return new PublishedArchitecture(
        node.get("name").text(),
        node.find("aliases")
            .map(list -> list.items().stream().map(StrictNode::text).toList())
            .orElse(List.of()),
        node.get("space").text(),
        node.get("design").text(),
        node.find("top1").map(share -> share.decimal(0, 100)),
        node.get("source").text());
  }

  private static String text() {
    try (InputStream in = ArchitectureCatalog.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + RESOURCE + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + RESOURCE + " cannot be read", e);
    }
  }
}
