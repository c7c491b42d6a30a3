package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.shrink.DropRecord;
import io.absnas.shrink.nb201.BenchmarkData;
import io.absnas.shrink.nb201.BenchmarkTable;
import io.absnas.shrink.nb201.DropOutcome;
import io.absnas.shrink.nb201.DropReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** What is left of NAS-Bench-201 after drops by different scores, and how good it is. */
final class DropsSection {
  private static final int MOST_MAPS = 12;
  private static final String WHOLE = "nothing dropped";

  private DropsSection() {}

  static void read(Draft draft) {
    draft.title("Drops of ops of NAS-Bench-201 by different scores");
    draft.result(DropReport.class, report -> report(draft, report));
  }

  private static void report(Draft draft, DropReport report) {
    draft.fact("Ops dropped", "%d of 30, the last of an edge stays", report.count());
    List<Figure> accuracies = new ArrayList<>();
    for (BenchmarkData data : BenchmarkData.values()) {
      accuracies.add(accuracy(report, data).figure());
    }
    draft.part(new Part("What is left", "", accuracies, new Markup(), table(report).markup()));
    draft.part(
        Part.of(
            "Drops", report.outcomes().stream().limit(MOST_MAPS).map(DropsSection::map).toList()));
    byMetric(report)
        .forEach(
            (metric, outcomes) -> {
              double mean =
                  outcomes.stream()
                      .mapToDouble(one -> value(one.mean(), BenchmarkData.CIFAR10))
                      .average()
                      .orElse(Double.NaN);
              boolean whole = metric.equals(WHOLE);
              draft.fact(
                  (whole ? "Whole space" : "Left by " + metric) + ", mean CIFAR-10 test top-1",
                  "%.2f %%",
                  mean);
              if (!whole) {
                draft.headline(
                    new Headline("mean CIFAR-10 top-1 left by " + metric + " (%)", mean, 2));
              }
            });
    draft.hash("Table " + report.table(), report.tableSha256());
  }

  private static Map<String, List<DropOutcome>> byMetric(DropReport report) {
    Map<String, List<DropOutcome>> byMetric = new LinkedHashMap<>();
    byMetric.put(WHOLE, List.of(report.whole()));
    for (DropOutcome outcome : report.outcomes()) {
      byMetric.computeIfAbsent(outcome.metric(), none -> new ArrayList<>()).add(outcome);
    }
    return byMetric;
  }

  private static double value(Map<String, Double> values, BenchmarkData data) {
    return requireNonNull(values.get(data.column()), data.title());
  }

  private static DotStrip accuracy(DropReport report, BenchmarkData data) {
    List<DotStrip.Row> rows = new ArrayList<>();
    byMetric(report)
        .forEach(
            (metric, outcomes) ->
                rows.add(
                    new DotStrip.Row(
                        metric,
                        outcomes.stream()
                            .map(one -> new DotStrip.Value(source(one), value(one.mean(), data)))
                            .toList())));
    return new DotStrip(
        "Architectures left, " + data.title(), "mean test top-1 of those left (%)", rows);
  }

  private static String source(DropOutcome outcome) {
    return outcome.supernet().isEmpty()
        ? "no weights"
        : outcome.supernet() + " epoch " + outcome.epoch();
  }

  private static Table table(DropReport report) {
    List<DropOutcome> all = new ArrayList<>(List.of(report.whole()));
    all.addAll(report.outcomes());
    List<String> columns = new ArrayList<>(List.of("metric", "weights", "true ranks kept", "left"));
    for (String what : List.of("mean", "best")) {
      for (BenchmarkData data : BenchmarkData.values()) {
        columns.add(what + " " + data.title());
      }
    }
    List<List<String>> rows = new ArrayList<>();
    for (DropOutcome one : all) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  one.equals(report.whole()) ? WHOLE : one.metric(),
                  source(one),
                  one.keptText(),
                  String.format(Locale.ROOT, "%,d", one.left())));
      for (Map<String, Double> values : List.of(one.mean(), one.best())) {
        for (BenchmarkData data : BenchmarkData.values()) {
          row.add(String.format(Locale.ROOT, "%.2f", value(values, data)));
        }
      }
      rows.add(row);
    }
    return new Table(
        "what is left: true ranks of the ops (1: the best mean test accuracy on CIFAR-10), number"
            + " of architectures, their test top-1 (%)",
        columns, 3, rows);
  }

  /** Which ops went, edges down and ops across. */
  private static Figure map(DropOutcome outcome) {
    SearchSpace space = BenchmarkTable.space();
    List<String> ops = space.operations().stream().map(CandidateOp::id).toList();
    OpNames names = OpNames.of(ops);
    List<String> edges = new ArrayList<>();
    Map<HeatMap.Key, HeatMap.Cell> cells = new LinkedHashMap<>();
    for (int edge = 0; edge < space.choices().size(); edge++) {
      String name = space.choiceName(edge);
      edges.add(name);
      for (String op : ops) {
        cells.put(
            new HeatMap.Key(name, names.brief(op)),
            new HeatMap.Cell(1, "", op + " at " + name + ": kept", OptionalInt.empty()));
      }
    }
    List<List<String>> rows = new ArrayList<>();
    for (DropRecord drop : outcome.drops()) {
      int number = rows.size() + 1;
      cells.put(
          new HeatMap.Key(drop.choiceName(), names.brief(drop.op())),
          new HeatMap.Cell(
              0,
              "",
              "%s at %s: dropped, number %d".formatted(drop.op(), drop.choiceName(), number),
              OptionalInt.of(number)));
      rows.add(List.of(drop.op(), drop.choiceName(), String.valueOf(number)));
    }
    String title = "Drops by " + outcome.metric() + ", " + source(outcome);
    HeatMap map =
        new HeatMap(
            title + ", edges down, ops across; framed and numbered squares were dropped",
            edges,
            ops.stream().map(names::brief).toList(),
            cells,
            false);
    return new Figure(
        title,
        "A frame and a number mark what was dropped, and in which order." + names.note(),
        map.markup(),
        Legend.NONE,
        List.of(new Table(title, List.of("op", "edge", "number"), 2, rows)));
  }
}
