package io.absnas.shrink.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lines of several processes as one Markdown table: the median of each value, and its range. */
final class ResultTable {
  private ResultTable() {}

  /**
   * The table's lines.
   *
   * @param lines {@code what<TAB>value<TAB>unit}; the same what may come again
   */
  static List<String> of(List<String> lines) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    Map<String, String> units = new LinkedHashMap<>();
    for (String line : lines) {
      String[] cells = line.split("\t", -1);
      values.computeIfAbsent(cells[0], what -> new ArrayList<>()).add(Double.valueOf(cells[1]));
      units.put(cells[0], cells[2]);
    }
    List<String> table = new ArrayList<>(List.of("| what | median | range | runs |"));
    table.add("| --- | ---: | ---: | ---: |");
    values.forEach((what, all) -> table.add(row(what, all, units.getOrDefault(what, ""))));
    return table;
  }

  private static String row(String what, List<Double> values, String unit) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double median =
        Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1).average().orElse(0);
    String range =
        sorted[0] == sorted[sorted.length - 1]
            ? ""
            : text(sorted[0]) + " to " + text(sorted[sorted.length - 1]);
    String shown = (text(median) + " " + unit).strip();
    return "| %s | %s | %s | %d |".formatted(what, shown, range, sorted.length);
  }

  private static String text(double value) {
    if (value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    if (Math.abs(value) >= 10) {
      return String.format(Locale.ROOT, "%,.1f", value);
    }
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
