package io.absnas.cli.report;

import io.absnas.cli.report.LineChart.Point;
import io.absnas.cli.report.LineChart.Series;
import io.absnas.cli.report.ScatterChart.Dot;
import io.absnas.shrink.nb201.BenchmarkData;
import io.absnas.shrink.nb201.CorrelationFiles;
import io.absnas.shrink.nb201.CorrelationReport;
import io.absnas.shrink.nb201.CorrelationRow;
import io.absnas.shrink.nb201.Prediction;
import io.absnas.shrink.nb201.SeedSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How angles and other predictors order the architectures of NAS-Bench-201. */
final class CorrelationSection {
  private static final int MOST_SCATTERS = 6;

  private CorrelationSection() {}

  static void read(Draft draft) {
    draft.title("Angles and accuracies on NAS-Bench-201");
    draft
        .files()
        .json(CorrelationFiles.JSON, CorrelationReport.class)
        .ifPresent(report -> result(draft, report));
    draft
        .files()
        .csv(CorrelationFiles.PREDICTIONS, CorrelationSection::scatters)
        .filter(figures -> !figures.isEmpty())
        .ifPresent(figures -> draft.part(Part.of("Predictions and accuracies", figures)));
  }

  private static void result(Draft draft, CorrelationReport report) {
    for (CorrelationReport.Supernet supernet : report.supernets()) {
      draft.fact(
          "Supernet " + supernet.label(),
          "seed %d, %d channels, %d cells a stage, trained on %s; weights after epochs %s",
          supernet.seed(),
          supernet.channels(),
          supernet.cells(),
          supernet.trainedOn(),
          supernet.epochs());
    }
    List<Figure> figures = new ArrayList<>();
    for (BenchmarkData data : BenchmarkData.values()) {
      List<Series> series = alongTraining(report, data);
      if (!series.isEmpty()) {
        figures.add(
            new LineChart(
                    "Kendall's tau-b along the training, " + data.title(),
                    "epoch",
                    "tau-b, mean over supernets",
                    series)
                .figure());
      }
    }
    draft.part(new Part("Rank correlations", "", figures, new Markup(), table(report).markup()));
    for (SeedSummary one : report.overSupernets()) {
      boolean last =
          report.overSupernets().stream().noneMatch(other -> other.epoch() > one.epoch());
      if (last
          && one.part() == CorrelationRow.Part.ALL
          && one.predictor().equals(Prediction.ANGLE)) {
        draft.headline(new Headline("tau-b of the angle, " + one.data().title(), one.mean(), 4));
      }
    }
    draft.hash("Table " + report.table(), report.tableSha256());
  }

  private static List<Series> alongTraining(CorrelationReport report, BenchmarkData data) {
    Map<String, List<Point>> points = new LinkedHashMap<>();
    for (SeedSummary one : report.overSupernets()) {
      if (one.part() == CorrelationRow.Part.ALL && one.data() == data) {
        points
            .computeIfAbsent(one.predictor(), none -> new ArrayList<>())
            .add(new Point(one.epoch(), one.mean()));
      }
    }
    return points.entrySet().stream()
        .limit(Marks.KINDS)
        .map(entry -> new Series(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Table table(CorrelationReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (CorrelationRow row : report.rows()) {
      rows.add(
          List.of(
              row.predictor(),
              row.source()
                  .map(source -> source.supernet() + " epoch " + source.epoch())
                  .orElse("no weights"),
              row.part().id() + ", " + row.data().title(),
              number(row.agreement().tauB()),
              row.agreement().interval().map(one -> number(Optional.of(one.low()))).orElse(""),
              row.agreement().interval().map(one -> number(Optional.of(one.high()))).orElse(""),
              number(row.agreement().rho()),
              Integer.toString(row.agreement().things())));
    }
    return new Table(
        "rank correlations with test accuracy; low and high bound the 95 % interval of tau-b",
        List.of("predictor", "weights", "architectures", "tau-b", "low", "high", "rho", "number"),
        3,
        rows);
  }

  private static String number(Optional<Double> value) {
    return value.map(one -> String.format(Locale.ROOT, "%.3f", one)).orElse("");
  }

  /** Each predictor against CIFAR-10's test accuracy, once. */
  private static List<Figure> scatters(Csv csv) {
    int truth = csv.column("cifar10");
    List<Figure> figures = new ArrayList<>();
    List<String> drawn = new ArrayList<>();
    for (int column = BenchmarkData.values().length + 1; column < csv.header().size(); column++) {
      String name = csv.header().get(column);
      String predictor = name.replaceFirst(" of .*", "");
      if (!drawn.contains(predictor) && figures.size() < MOST_SCATTERS) {
        drawn.add(predictor);
        List<Dot> dots = new ArrayList<>();
        for (List<String> row : csv.rows()) {
          if (!row.get(column).isEmpty()) {
            dots.add(
                new Dot(
                    Double.parseDouble(row.get(column)),
                    Double.parseDouble(row.get(truth)),
                    "architecture " + row.get(0)));
          }
        }
        Correlated.of(name, "architectures", predictor, "CIFAR-10 test top-1 (%)", dots)
            .ifPresent(chart -> figures.add(chart.figure()));
      }
    }
    return figures;
  }
}
