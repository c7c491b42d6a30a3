package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.MetricLog;
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
    return read("metrics.jsonl", MetricLog::read).orElse(List.of());
  }

  /** The text of a file, empty where there is none. */
  String text(String name) {
    return read(name, RunFiles::string).orElse("");
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
      return Optional.of(reader.apply(file));
    } catch (AbsException | IllegalArgumentException e) {
      notes.add(name + " cannot be used: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The text of a file. */
  static String string(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
