package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.RunStatus;
import io.absnas.core.run.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a search was when it last looked up, for people: {@code status.json} of its directory.
 *
 * @param format version of the file
 * @param time when it was said, UTC, ISO 8601
 * @param status how far it is
 */
public record SearchStatus(int format, String time, RunStatus status) {
  /** Name of the file. */
  public static final String FILE = "status.json";

  private static final int FORMAT = 1;

  /** Checks that it is one. */
  public SearchStatus {
    if (format != FORMAT) {
      throw new IllegalArgumentException("format is %d, must be %d".formatted(format, FORMAT));
    }
    requireNonNull(time, "time is null");
    requireNonNull(status, "status is null");
  }

  /** Leaves it in a run directory. */
  static void write(Path directory, RunStatus status) {
    try {
      StrictJson.write(
          directory.resolve(FILE), new SearchStatus(FORMAT, Instant.now().toString(), status));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads that of a run directory.
   *
   * @return empty if there is none yet
   * @throws io.absnas.core.run.AbsException of kind INPUT if it is not one
   */
  public static Optional<SearchStatus> read(Path directory) {
    Path file = directory.resolve(FILE);
    return Files.isRegularFile(file)
        ? Optional.of(StrictJson.read(file, SearchStatus.class))
        : Optional.empty();
  }
}
