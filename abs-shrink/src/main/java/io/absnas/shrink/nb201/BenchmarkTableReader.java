package io.absnas.shrink.nb201;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.Sha256;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CellSpace;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Reads the table of NAS-Bench-201, CSV or the same packed by gzip; docs/file-formats.md describes
 * it. Whatever is wrong with a file is one line that names file, line and column.
 */
public final class BenchmarkTableReader {
  private static final String ARCHITECTURE = "arch";
  private static final List<String> ACCURACIES =
      List.of("valid", "test", "valid_12ep", "test_12ep");
  private static final List<String> COUNTS = List.of("cifar10_macs", "cifar10_params");
  private static final int GZIP = 0x1f8b;
  private static final double MOST_PERCENT = 100;

  private final Path file;
  private final CellSpace space = BenchmarkTable.space();
  private final double[][] values;
  private final boolean[] seen = new boolean[Architectures.count(space)];
  private final boolean[] seenIndex = new boolean[seen.length];
  private final List<String> columns;

  private BenchmarkTableReader(Path file, String header) {
    this.file = file;
    this.columns = List.of(header.split(",", -1));
    this.values = new double[columns.size()][seen.length];
    checkHeader();
  }

  /** Reads a table; a file that is missing or not one is an {@link AbsException} of kind INPUT. */
  public static BenchmarkTable read(Path file) {
    try (BufferedReader lines = open(file)) {
      String header = lines.readLine();
      if (header == null) {
        throw failure(file, "is empty, must be a table of NAS-Bench-201");
      }
      return new BenchmarkTableReader(file, header).rows(lines);
    } catch (NoSuchFileException e) {
      throw failure(file, "no such file", e);
    } catch (CharacterCodingException e) {
      throw failure(file, "is no text in UTF-8", e);
    } catch (IOException e) {
      throw failure(file, FileFailure.reason(e), e);
    } catch (UncheckedIOException e) {
      throw failure(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static BufferedReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw failure(file, "is a directory, must be a table of NAS-Bench-201");
    }
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    try {
      bytes.mark(2);
      int magic = bytes.read() << Byte.SIZE | bytes.read();
      bytes.reset();
      InputStream text = magic == GZIP ? new GZIPInputStream(bytes) : bytes;
      return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder()));
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  private static List<String> known() {
    List<String> known = new ArrayList<>(List.of(BenchmarkTable.INDEX, ARCHITECTURE));
    for (BenchmarkData data : BenchmarkData.values()) {
      ACCURACIES.forEach(kind -> known.add(data.column() + "_" + kind));
    }
    known.addAll(COUNTS);
    return known;
  }

  private void checkHeader() {
    List<String> known = known();
    for (String column : columns) {
      if (!known.contains(column)) {
        throw failure(1, "unknown column '" + column + "', known are " + String.join(", ", known));
      }
      if (columns.indexOf(column) != columns.lastIndexOf(column)) {
        throw failure(1, "column " + column + " is there twice");
      }
    }
    List<String> needed = new ArrayList<>(List.of(ARCHITECTURE));
    needed.addAll(BenchmarkTable.needed());
    for (String column : needed) {
      if (!columns.contains(column)) {
        throw failure(1, "column " + column + " is missing");
      }
    }
  }

  private BenchmarkTable rows(BufferedReader lines) throws IOException {
    int number = 1;
    int rows = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      row(number, line);
      rows++;
    }
    if (rows != seen.length) {
      throw failure(
          file, "has %d architectures, NAS-Bench-201 has %d".formatted(rows, seen.length));
    }
    Map<String, List<Double>> read = new LinkedHashMap<>();
    for (int column = 0; column < columns.size(); column++) {
      if (!columns.get(column).equals(ARCHITECTURE)) {
        read.put(columns.get(column), Arrays.stream(values[column]).boxed().toList());
      }
    }
    return new BenchmarkTable(file.toString(), Sha256.of(file), read);
  }

  private void row(int number, String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != columns.size()) {
      throw failure(
          number, "has %d entries, the first line has %d".formatted(cells.length, columns.size()));
    }
    int place = place(number, cells[columns.indexOf(ARCHITECTURE)]);
    if (seen[place]) {
      throw failure(number, "architecture " + cells[columns.indexOf(ARCHITECTURE)] + " again");
    }
    seen[place] = true;
    for (int column = 0; column < cells.length; column++) {
      if (!columns.get(column).equals(ARCHITECTURE)) {
        values[column][place] = number(number, columns.get(column), cells[column]);
      }
    }
  }

  private int place(int number, String text) {
    try {
      return BenchmarkTable.place(space.parse(text));
    } catch (IllegalArgumentException e) {
      throw new AbsException(
          ExitCode.INPUT, file + ":" + number + ": " + ARCHITECTURE + ": " + e.getMessage(), e);
    }
  }

  private double number(int line, String column, String text) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new AbsException(
          ExitCode.INPUT,
          file + ":" + line + ": " + column + " is '" + text + "', must be a number",
          e);
    }
    if (column.equals(BenchmarkTable.INDEX)) {
      if (!(value >= 0 && value < seen.length && value == Math.rint(value))) {
        throw failure(line, "index is %s, must be 0 to %d".formatted(text, seen.length - 1));
      }
      if (seenIndex[(int) value]) {
        throw failure(line, "index " + text + " again");
      }
      seenIndex[(int) value] = true;
    } else if (COUNTS.contains(column)) {
      if (!(value > 0) || value != Math.rint(value)) {
        throw failure(line, column + " is " + text + ", must be a whole number above 0");
      }
    } else if (!(value >= 0 && value <= MOST_PERCENT)) {
      throw failure(line, column + " is " + text + ", must be a percentage");
    }
    return value;
  }

  private AbsException failure(int line, String problem) {
    return new AbsException(ExitCode.INPUT, file + ":" + line + ": " + problem);
  }

  private static AbsException failure(Path file, String problem) {
    return new AbsException(ExitCode.INPUT, file + ": " + problem);
  }

  private static AbsException failure(Path file, String problem, Exception cause) {
    return new AbsException(ExitCode.INPUT, file + ": " + problem, cause);
  }
}
