package io.absnas.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table of a run, as RFC 4180 has it.
 *
 * @param header names of the columns
 * @param rows cells in their order
 * @param damaged how many lines are no rows and left out; a last line without an end, which a
 *     killed process wrote half, is none of them
 */
record Csv(List<String> header, List<List<String>> rows, int damaged) {
  private static final int MOST_LINES = 20;

  Csv {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
  }

  static Csv parse(String text) {
    String[] lines = text.split("\n", -1);
    Optional<List<String>> header = lines.length > 1 ? cells(lines[0]) : Optional.empty();
    if (header.isEmpty()) {
      return new Csv(List.of(), List.of(), 0);
    }
    List<List<String>> rows = new ArrayList<>();
    int damaged = 0;
    int at = 1;
    while (at < lines.length - 1) {
      int taken = 0;
      String row = "";
      Optional<List<String>> cells = Optional.empty();
      while (cells.isEmpty() && taken < MOST_LINES && at + taken < lines.length - 1) {
        row += (taken == 0 ? "" : "\n") + lines[at + taken];
        cells = cells(row);
        taken++;
      }
      boolean whole = cells.isPresent() && cells.get().size() == header.get().size();
      if (whole) {
        rows.add(cells.get());
      }
      // What follows a damaged line may be a row.
      damaged += whole ? 0 : 1;
      at += whole ? taken : 1;
    }
    return new Csv(header.get(), rows, damaged);
  }

  /** The cells of a row; empty if a quoted one does not end in it. */
  private static Optional<List<String>> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return quoted ? Optional.empty() : Optional.of(cells);
  }

  /** The column of this name. */
  int column(String name) {
    int column = header.indexOf(name);
    if (column < 0) {
      throw new IllegalArgumentException("there is no column " + name);
    }
    return column;
  }
}
