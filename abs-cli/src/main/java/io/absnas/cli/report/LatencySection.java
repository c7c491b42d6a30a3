package io.absnas.cli.report;

import io.absnas.cli.report.LineChart.Point;
import io.absnas.cli.report.LineChart.Series;
import io.absnas.cli.report.ScatterChart.Dot;
import io.absnas.cli.report.ScatterChart.Group;
import io.absnas.search.latency.LatencyTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What the ops of a space take on a device, and how well their sum predicts whole networks. */
final class LatencySection {
  private static final String MEASURED_ON = "Measured on";
  private static final String EACH_TIME = "Each time";

  /** Names of the facts that say how it was measured. */
  static final List<String> SETTINGS = List.of(MEASURED_ON, EACH_TIME);

  private LatencySection() {}

  static void read(Draft draft) {
    draft.title("Latencies of ops");
    draft.files().itself(LatencyTable::read).ifPresent(table -> table(draft, table));
  }

  private static void table(Draft draft, LatencyTable table) {
    draft.title("Latencies of the ops of " + table.space());
    draft.fact(
        MEASURED_ON,
        "%s, %d engine thread(s), %d image(s) a batch",
        table.device(),
        table.threads(),
        table.batchSize());
    draft.fact(EACH_TIME, "median of %d passes after %d", table.repeats(), table.warmUp());
    draft.fact("Stem and head", "%.3f ms", table.fixed());
    draft.headline(new Headline("stem and head (ms)", table.fixed(), 3));
    table
        .check()
        .filter(check -> !check.networks().isEmpty())
        .ifPresent(check -> check(draft, check));
    draft.part(Part.of("Ops", List.of(ops(table))));
  }

  private static void check(Draft draft, LatencyTable.Check check) {
    draft.fact(
        "Prediction of whole networks",
        "median error %.1f %%, %s%d networks",
        100 * check.medianError(),
        check.spearman() == 0
            ? ""
            : "rank correlation (Spearman) %.3f, ".formatted(check.spearman()),
        check.networks().size());
    draft.headline(Headline.percent("median error", check.medianError()));
    draft.headline(new Headline("rank correlation", check.spearman(), 3));
    List<Dot> dots = new ArrayList<>();
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (LatencyTable.Network network : check.networks()) {
      dots.add(new Dot(network.predicted(), network.measured(), network.architecture()));
      low = Math.min(low, Math.min(network.predicted(), network.measured()));
      high = Math.max(high, Math.max(network.predicted(), network.measured()));
    }
    ScatterChart chart =
        new ScatterChart(
            "Predicted and measured",
            Correlated.coefficients(dots)
                + " over "
                + dots.size()
                + " networks. Points below the line are faster than the sum of their ops.",
            "predicted (ms)",
            "measured (ms)",
            List.of(new Group("networks", dots)),
            Optional.of(new Series("equal", List.of(new Point(low, low), new Point(high, high)))));
    draft.part(Part.of("Networks", List.of(chart.figure())));
  }

  private static Figure ops(LatencyTable table) {
    List<String> ids =
        table.choices().stream().flatMap(ops -> ops.keySet().stream()).distinct().toList();
    OpNames names = OpNames.of(ids);
    Map<HeatMap.Key, HeatMap.Cell> cells = new LinkedHashMap<>();
    List<List<String>> lines = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    for (int choice = 0; choice < table.choices().size(); choice++) {
      String row = "choice " + choice;
      rows.add(row);
      for (Map.Entry<String, Double> op : table.choices().get(choice).entrySet()) {
        double time = op.getValue();
        cells.put(
            new HeatMap.Key(row, names.brief(op.getKey())),
            new HeatMap.Cell(
                time,
                String.format(Locale.ROOT, time < 10 ? "%.2f" : "%.1f", time),
                "%s at %s: %s ms".formatted(op.getKey(), row, Ticks.brief(time)),
                OptionalInt.empty()));
        lines.add(List.of(row, op.getKey(), Ticks.label(time)));
      }
    }
    String title = "Milliseconds of each op";
    HeatMap map =
        new HeatMap(
            title + ", choices down, ops across",
            rows,
            ids.stream().map(names::brief).toList(),
            cells,
            true);
    return new Figure(
        title,
        "For a batch. Choices are numbered in the order of the network." + names.note(),
        map.markup(),
        Legend.NONE,
        List.of(new Table(title, List.of("choice", "op", "ms"), 2, lines)));
  }
}
