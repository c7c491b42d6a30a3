package io.absnas.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** Architecture parameters at the end of a search as heat maps, from {@code alphas.csv}. */
final class AlphaMaps {
  private AlphaMaps() {}

  /** Of a search of cells: one map for each kind of cell, edges down and ops across. */
  static List<Figure> ofCells(Csv csv) {
    int cell = csv.column("cell");
    List<Integer> time = List.of(csv.column("stage"), csv.column("epoch"));
    List<Figure> figures = new ArrayList<>();
    for (String kind : csv.rows().stream().map(row -> row.get(cell)).distinct().toList()) {
      List<List<String>> rows =
          latest(csv, time).stream().filter(row -> row.get(cell).equals(kind)).toList();
      figures.add(
          map(
              "Weights of ops, %s cell".formatted(kind),
              "weight",
              rows,
              csv.column("edge"),
              csv.column("op"),
              csv.column("weight")));
    }
    return figures;
  }

  /** Of a search of paths: layers down and ops across. */
  static List<Figure> ofPaths(Csv csv) {
    return List.of(
        map(
            "Probabilities of ops",
            "probability",
            latest(csv, List.of(csv.column("epoch"))),
            csv.column("layer"),
            csv.column("op"),
            csv.column("probability")));
  }

  /** The rows of the last moment. */
  private static List<List<String>> latest(Csv csv, List<Integer> time) {
    if (csv.rows().isEmpty()) {
      throw new IllegalArgumentException("there is no row");
    }
    List<String> last = csv.rows().get(csv.rows().size() - 1);
    return csv.rows().stream()
        .filter(row -> time.stream().allMatch(at -> row.get(at).equals(last.get(at))))
        .toList();
  }

  private static Figure map(
      String title, String what, List<List<String>> rows, int place, int op, int value) {
    Map<String, String> best = new LinkedHashMap<>();
    Map<String, Double> highest = new LinkedHashMap<>();
    for (List<String> row : rows) {
      double weight = Double.parseDouble(row.get(value));
      if (weight > highest.getOrDefault(row.get(place), Double.NEGATIVE_INFINITY)) {
        highest.put(row.get(place), weight);
        best.put(row.get(place), row.get(op));
      }
    }
    OpNames names = OpNames.of(rows.stream().map(row -> row.get(op)).distinct().toList());
    Map<HeatMap.Key, HeatMap.Cell> cells = new LinkedHashMap<>();
    List<List<String>> lines = new ArrayList<>();
    for (List<String> row : rows) {
      double weight = Double.parseDouble(row.get(value));
      boolean first = row.get(op).equals(best.get(row.get(place)));
      cells.put(
          new HeatMap.Key(row.get(place), names.brief(row.get(op))),
          new HeatMap.Cell(
              weight,
              String.format(Locale.ROOT, "%.2f", weight),
              "%s at %s: %s %s%s"
                  .formatted(
                      row.get(op),
                      row.get(place),
                      what,
                      Ticks.label(weight),
                      first ? ", the largest there" : ""),
              first ? OptionalInt.of(0) : OptionalInt.empty()));
      lines.add(List.of(row.get(place), row.get(op), Ticks.label(weight)));
    }
    HeatMap map =
        new HeatMap(
            title + ", places down, ops across; framed squares are the largest of their row",
            rows.stream().map(row -> row.get(place)).distinct().toList(),
            rows.stream().map(row -> row.get(op)).distinct().map(names::brief).toList(),
            cells,
            true);
    return new Figure(
        title,
        "At the end of what was searched. A frame marks the largest of each row." + names.note(),
        map.markup(),
        Legend.NONE,
        List.of(new Table(title, List.of("place", "op", what), 2, lines)));
  }
}
