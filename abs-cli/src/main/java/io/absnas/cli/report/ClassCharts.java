package io.absnas.cli.report;

import io.absnas.cli.report.BarChart.Bar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** An evaluation class by class, from its tables. */
final class ClassCharts {
  private static final int MOST_CLASSES = 40;

  private ClassCharts() {}

  /** Accuracy of each class, from {@code per-class.csv}. */
  static Figure accuracies(Csv csv) {
    int label = csv.column("class");
    int top1 = csv.column("top-1");
    int images = csv.column("images");
    List<Bar> bars = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (List<String> row : csv.rows()) {
      if (!row.get(top1).isEmpty()) {
        bars.add(
            new Bar(
                row.get(label) + " of " + row.get(images) + " images",
                100 * Double.parseDouble(row.get(top1))));
        labels.add(row.get(label));
      }
    }
    return new BarChart("Accuracy of each class", "", "class", "top-1 (%)", bars, labels).figure();
  }

  /** Labels down, answers across, from {@code confusion.csv}; of many classes there is none. */
  static List<Figure> confusion(Csv csv) {
    if (csv.rows().size() > MOST_CLASSES || csv.rows().isEmpty()) {
      return List.of();
    }
    List<String> answers = csv.header().subList(1, csv.header().size());
    Map<HeatMap.Key, HeatMap.Cell> cells = new LinkedHashMap<>();
    for (List<String> row : csv.rows()) {
      long sum = row.stream().skip(1).mapToLong(Long::parseLong).sum();
      for (int i = 0; i < answers.size(); i++) {
        long count = Long.parseLong(row.get(i + 1));
        boolean right = answers.get(i).equals(row.get(0));
        cells.put(
            new HeatMap.Key(row.get(0), answers.get(i)),
            new HeatMap.Cell(
                // Logarithms, or the errors would all have the colour of nothing.
                Math.log1p((double) count),
                count == 0 ? "" : Long.toString(count),
                "%d of %d images of class %s were taken for %s"
                    .formatted(count, sum, row.get(0), answers.get(i)),
                right ? OptionalInt.of(0) : OptionalInt.empty()));
      }
    }
    List<String> columns = new ArrayList<>(List.of("label"));
    columns.addAll(answers);
    HeatMap map =
        new HeatMap(
            "Confusion of classes, labels down, answers across",
            csv.rows().stream().map(row -> row.get(0)).toList(),
            answers,
            cells,
            false);
    return List.of(
        new Figure(
            "Confusion",
            "Rows are labels, columns answers; colours go by the logarithm of the count plus one."
                + " Frames mark right answers.",
            map.markup(),
            Legend.NONE,
            List.of(new Table("images by label and answer", columns, 1, csv.rows()))));
  }
}
