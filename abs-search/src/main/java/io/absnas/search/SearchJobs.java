package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.Job;
import io.absnas.core.run.Sha256;
import io.absnas.core.run.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a search whose children are evaluated by workers leaves in its directory for them: {@code
 * jobs.json}.
 *
 * @param format version of the file
 * @param run name of the run at the broker
 * @param supernet file of the supernet's weights, relative to the directory unless absolute
 */
public record SearchJobs(int format, String run, String supernet) {
  /** Name of the file. */
  public static final String FILE = "jobs.json";

  private static final int FORMAT = 1;
  private static final int ID_DIGITS = 12;
  private static final int MAX_NAME = 80;

  /** Checks that it is one. */
  public SearchJobs {
    if (format != FORMAT) {
      throw new IllegalArgumentException("format is %d, must be %d".formatted(format, FORMAT));
    }
    Job.checkRun(run);
    requireNonNull(supernet, "supernet is null");
  }

  /**
   * Name of a run at the broker: the same when it is resumed, on whatever device and however its
   * directory is named then, another one for every other run.
   *
   * @param directory of the run
   * @param config hash of its configuration without what a resumed run may change
   * @param supernet id of its supernet
   */
  static String runName(Path directory, String config, String supernet) {
    Path root = real(directory);
    String name =
        String.valueOf(root.getFileName())
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceAll("^[^A-Za-z0-9]+", "");
    String shown = name.substring(0, Math.min(name.length(), MAX_NAME));
    String id = Sha256.of(root + " " + config + supernet);
    return (shown.isEmpty() ? "run" : shown) + "-" + id.substring(0, ID_DIGITS);
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a run that has trained its supernet, or was given one. */
  static SearchJobs of(String run, Optional<SupernetConfig> given) {
    return new SearchJobs(
        FORMAT,
        run,
        given
            .map(one -> Path.of(one.weights()).toAbsolutePath().normalize().toString())
            .orElse(SearchFiles.SUPERNET));
  }

  /** Leaves it in a run directory. */
  void write(Path directory) {
    try {
      StrictJson.write(directory.resolve(FILE), this);
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
  public static Optional<SearchJobs> read(Path directory) {
    Path file = directory.resolve(FILE);
    return Files.isRegularFile(file)
        ? Optional.of(StrictJson.read(file, SearchJobs.class))
        : Optional.empty();
  }
}
