package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.Sha256;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * Accuracies of children that have been measured, one line each as soon as it is known, so that an
 * evaluation goes on where it was left. The file is named by a hash of all that its numbers depend
 * on.
 */
final class AccuracyFile implements AutoCloseable {
  /** Names of all such files. */
  static final String FILES = "accuracies-*";

  private static final String HEADER = "place,accuracy,recalibrated-accuracy";
  private static final int NAME_DIGITS = 16;
  private static final int ENTRIES = 3;

  private final BufferedWriter writer;
  private final Map<Integer, Measured> known = new TreeMap<>();

  /**
   * Top-1 of a child as fractions.
   *
   * @param before with the supernet's running statistics
   * @param after with its own
   */
  record Measured(double before, double after) {}

  private AccuracyFile(Path file, Map<Integer, Measured> known) throws IOException {
    this.known.putAll(known);
    this.writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
  }

  /**
   * Opens the file of these measurements in a directory; a line that was being written when a
   * process ended is taken off.
   *
   * @param key all that the numbers depend on
   */
  static AccuracyFile open(Path directory, String key) {
    requireNonNull(key, "key is null");
    Path file =
        directory.resolve("accuracies-" + Sha256.of(key).substring(0, NAME_DIGITS) + ".csv");
    try {
      Map<Integer, Measured> known = new TreeMap<>();
      String text = Files.exists(file) ? Files.readString(file) : "";
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      if (whole.isEmpty()) {
        whole = HEADER + "\n";
      }
      int number = 0;
      for (String line : whole.lines().toList()) {
        number++;
        if (number > 1) {
          read(file, number, line, known);
        }
      }
      if (!whole.equals(text)) {
        AtomicFiles.write(file, whole);
      }
      return new AccuracyFile(file, known);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(Path file, int number, String line, Map<Integer, Measured> known) {
    String[] entries = line.split(",", -1);
    try {
      if (entries.length != ENTRIES) {
        throw new NumberFormatException(line);
      }
      known.put(
          Integer.valueOf(entries[0]),
          new Measured(Double.parseDouble(entries[1]), Double.parseDouble(entries[2])));
    } catch (NumberFormatException e) {
      throw new AbsException(
          ExitCode.INPUT,
          "%s:%d: is '%s', must be %s; without the file children are evaluated anew"
              .formatted(file, number, line, HEADER),
          e);
    }
  }

  /** What is known by place of the architecture; a copy. */
  synchronized Map<Integer, Measured> known() {
    return Map.copyOf(known);
  }

  /** Adds a child and puts it into the file; for any thread. */
  synchronized void add(int place, Measured measured) {
    try {
      writer.write("%d,%s,%s%n".formatted(place, measured.before(), measured.after()));
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    known.put(place, measured);
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
