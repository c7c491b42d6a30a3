package io.absnas.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The configurations that come with the toolkit, in the folder {@code configs} of its home. */
final class ConfigFiles {
  private static final Path FOLDER = Path.of("configs");

  private ConfigFiles() {}

  /**
   * One of them.
   *
   * @param path the file
   * @param headline the comment on its first line, empty where there is none
   */
  record Shipped(Path path, String headline) {}

  /** All of them by name; none where the toolkit was not started by its launcher. */
  static List<Shipped> shipped() {
    Path folder = home().map(home -> home.resolve(FOLDER)).orElse(FOLDER);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .map(file -> new Shipped(file, headline(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be listed", e);
    }
  }

  /**
   * The file that was meant: as it is, or by name from the shipped ones, so that {@code -c
   * configs/x.yaml} works from every directory.
   */
  static Path find(Path file) {
    if (Files.exists(file) || file.isAbsolute()) {
      return file;
    }
    return home()
        .flatMap(
            home ->
                Stream.of(home.resolve(file), home.resolve(FOLDER).resolve(file))
                    .filter(Files::isRegularFile)
                    .findFirst())
        .orElse(file);
  }

  private static Optional<Path> home() {
    return Optional.ofNullable(System.getProperty("abs.home")).map(Path::of);
  }

  private static String headline(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .findFirst()
          .filter(line -> line.startsWith("#"))
          .map(line -> line.substring(1).strip())
          .orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
