package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.FileFailure;
import io.absnas.core.run.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** SHA-256 of files that are there now, each read once; very large ones are not. */
final class FileHashes {
  private static final long LARGEST = 64L << 20;
  private static final int MOST_FILES = 64;
  private static final List<String> LOGS = List.of("metrics.jsonl", "report.html", "log.txt");

  private static final String TOO_LARGE = "too large to compare";

  private final Map<Path, Found> known = new HashMap<>();

  /**
   * What became of a comparison.
   *
   * @param sha256 of the file; absent if it was not read
   * @param why it was not read, or nothing
   */
  record Found(Optional<String> sha256, String why) {
    Found {
      requireNonNull(sha256, "sha256 is null");
      requireNonNull(why, "why is null");
    }

    /** In words, whether it is the file of this hash. */
    String against(String expected) {
      return sha256
          .map(
              now ->
                  now.equals(expected)
                      ? "the file is there and unchanged"
                      : "the file that is there now is another one")
          .orElse("the file is there, " + why);
    }

    /** Whether nothing tells that it is another file. */
    boolean mayBe(String expected) {
      return sha256.map(expected::equals).orElse(why.equals(TOO_LARGE));
    }
  }

  Found of(Path file) {
    return known.computeIfAbsent(file.toAbsolutePath().normalize(), FileHashes::read);
  }

  private static Found read(Path file) {
    try {
      return Files.size(file) > LARGEST
          ? new Found(Optional.empty(), TOO_LARGE)
          : new Found(Optional.of(Sha256.of(file)), "");
    } catch (IOException e) {
      return new Found(Optional.empty(), "but cannot be read: " + FileFailure.reason(e));
    }
  }

  /** What other runs may have been given of a run: itself if it is a file, else its files. */
  static List<Path> madeBy(Path run) {
    if (Files.isRegularFile(run)) {
      return List.of(run);
    }
    try (Stream<Path> files = Files.list(run)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !LOGS.contains(String.valueOf(file.getFileName())))
          .sorted()
          .limit(MOST_FILES)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
