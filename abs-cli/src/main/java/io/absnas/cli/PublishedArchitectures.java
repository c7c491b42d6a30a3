package io.absnas.cli;

import io.absnas.core.space.SearchSpace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Architectures that papers and their code published, by name. */
final class PublishedArchitectures {
  private static final String RESOURCE = "published-architectures.tsv";

  private PublishedArchitectures() {}

  /**
   * One of them.
   *
   * @param name what {@code --arch} accepts
   * @param space the space it is from
   * @param text op codes, or the genotype of a DARTS cell pair
   */
  record Published(String name, String space, String text) {
    boolean isGenotype() {
      return text.startsWith("Genotype");
    }
  }

  /** All of them, by space. */
  static List<Published> all() {
    try (InputStream in = PublishedArchitectures.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + RESOURCE + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\t", 3))
          .map(fields -> new Published(fields[0], fields[1], fields[2]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + RESOURCE + " cannot be read", e);
    }
  }

  /** The text of the architecture of this name in this space or one derived from it. */
  static Optional<String> encodingOf(String name, SearchSpace space) {
    return all().stream()
        .filter(published -> published.name().equals(name) && !published.isGenotype())
        .filter(published -> space.id().matches("\\Q" + published.space() + "\\E([@,].*)?"))
        .map(Published::text)
        .findFirst();
  }

  /** The genotype of this name. */
  static Optional<String> genotypeOf(String name) {
    return all().stream()
        .filter(published -> published.name().equals(name) && published.isGenotype())
        .map(Published::text)
        .findFirst();
  }
}
