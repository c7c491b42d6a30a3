package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.OneLine;
import io.absnas.core.run.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The files of a run directory. One that is missing or damaged is a note for the reader and not the
 * end of the report.
 */
final class RunFiles {
  /** The resolved configuration of a run. */
  static final String CONFIGURATION = "config.yaml";

  private static final long LARGEST_BYTES = 128L << 20;
  private static final int MOST_SHOWN = 1 << 16;

  private final Path root;
  private final String name;
  private final List<String> notes = new ArrayList<>();

  RunFiles(Path root) {
    this(root, RunNames.of(List.of(root)).get(0));
  }

  /**
   * @param name what the run is called on the page
   */
  RunFiles(Path root, String name) {
    this.root = requireNonNull(root, "root is null");
    this.name = requireNonNull(name, "name is null");
  }

  Path root() {
    return root;
  }

  /** What the page says of files that could not be used. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  void note(String note) {
    notes.add(note);
  }

  /** What the run is called on the page. */
  String name() {
    return name;
  }

  /** A file of the run that should be there once it is finished. */
  <T> Optional<T> json(String name, Class<T> type) {
    if (!Files.isRegularFile(root.resolve(name))) {
      notes.add("There is no " + name + ".");
      return Optional.empty();
    }
    return optionalJson(name, type);
  }

  /** The result; a run without one is not finished. */
  <T> Optional<T> result(Class<T> type) {
    if (!Files.isRegularFile(root.resolve("result.json"))) {
      notes.add("There is no result.json: the run is not finished. What it has so far is shown.");
      return Optional.empty();
    }
    return optionalJson("result.json", type);
  }

  /** A file that a run need not have. */
  <T> Optional<T> optionalJson(String name, Class<T> type) {
    return read(name, file -> StrictJson.read(file, type));
  }

  /** The lines of {@code metrics.jsonl}. */
  List<MetricLog.Line> metrics() {
    Optional<MetricLog.Lines> found = read("metrics.jsonl", MetricLog::readWhole);
    found.ifPresent(lines -> noteDamaged("metrics.jsonl", lines.damaged()));
    return found.map(MetricLog.Lines::lines).orElse(List.of());
  }

  /** A table of the run, if it is there. */
  <T> Optional<T> csv(String name, Function<Csv, T> reader) {
    Optional<Csv> table = read(name, file -> Csv.parse(string(file)));
    table.ifPresent(found -> noteDamaged(name, found.damaged()));
    return table.flatMap(found -> read(root.resolve(name), name, file -> reader.apply(found)));
  }

  private void noteDamaged(String name, int lines) {
    if (lines > 0) {
      notes.add("%s has %d damaged lines, which are left out.".formatted(name, lines));
    }
  }

  /** The text of a file, empty where there is none; only the beginning of a very long one. */
  String text(String name) {
    String text = read(name, RunFiles::string).orElse("");
    if (text.length() <= MOST_SHOWN) {
      return text;
    }
    notes.add("%s is shown up to character %,d of %,d.".formatted(name, MOST_SHOWN, text.length()));
    return text.substring(0, MOST_SHOWN);
  }

  /** Reads a file if it is there; one that cannot be read is noted. */
  <T> Optional<T> read(String name, Function<Path, T> reader) {
    Path file = root.resolve(name);
    return Files.isRegularFile(file) ? read(file, name, reader) : Optional.empty();
  }

  /** Whether this is a file that stands for a run, and no directory. */
  boolean isFile() {
    return Files.isRegularFile(root);
  }

  /** Reads that file. */
  <T> Optional<T> itself(Function<Path, T> reader) {
    return read(root, name(), reader);
  }

  /** How many directories below one of the run hold a file of this name. */
  long directories(String below, String file) {
    try (Stream<Path> found = Files.list(root.resolve(below))) {
      return found.filter(one -> Files.isRegularFile(one.resolve(file))).count();
    } catch (IOException e) {
      return 0;
    }
  }

  private <T> Optional<T> read(Path file, String name, Function<Path, T> reader) {
    try {
      requireReadable(file);
      return Optional.of(reader.apply(file));
    } catch (RuntimeException e) {
      notes.add("%s cannot be used: %s.".formatted(name, reason(e)));
      return Optional.empty();
    }
  }

  /** Files of runs are far smaller; what is not could take all memory. */
  private static void requireReadable(Path file) {
    if (!isSmall(file)) {
      throw new IllegalArgumentException("larger than %d MiB".formatted(LARGEST_BYTES >> 20));
    }
  }

  /** Whether a file is of a size that files of runs have. */
  static boolean isSmall(Path file) {
    try {
      return Files.size(file) <= LARGEST_BYTES;
    } catch (IOException e) {
      throw new IllegalArgumentException(FileFailure.reason(e), e);
    }
  }

  /** Why something could not be read or shown, on one line. */
  static String reason(RuntimeException failure) {
    boolean told = failure instanceof AbsException || failure instanceof IllegalArgumentException;
    String message = failure.getMessage();
    return told && message != null
        ? OneLine.of(message)
        : "a value is missing or not as it should be (" + failure.getClass().getSimpleName() + ")";
  }

  /** The text of a file. */
  static String string(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(FileFailure.reason(e), e);
    }
  }
}
