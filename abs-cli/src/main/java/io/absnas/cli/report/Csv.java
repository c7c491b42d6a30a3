package io.absnas.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of a run, as RFC 4180 has it.
 *
 * @param header names of the columns
 * @param rows cells in their order; a row that a killed process wrote half is left out
 */
record Csv(List<String> header, List<List<String>> rows) {
  Csv {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
  }

  static Csv parse(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',' || c == '\n') {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    List<String> header = rows.isEmpty() ? List.of() : rows.get(0);
    return new Csv(
        header, rows.stream().skip(1).filter(whole -> whole.size() == header.size()).toList());
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
