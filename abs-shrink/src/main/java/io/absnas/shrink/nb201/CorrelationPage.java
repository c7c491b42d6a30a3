package io.absnas.shrink.nb201;

import io.absnas.core.rank.Agreement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of a comparison as a page in Markdown. */
final class CorrelationPage {
  /** Mean of ten seeds of 250 epochs, with the reference's rule for ties (arXiv 2004.13431). */
  private static final Map<BenchmarkData, Double> PUBLISHED =
      Map.of(
          BenchmarkData.CIFAR10, 0.5748,
          BenchmarkData.CIFAR100, 0.6040,
          BenchmarkData.IMAGENET16_120, 0.5445);

  private final CorrelationReport report;
  private final StringBuilder text = new StringBuilder();

  private CorrelationPage(CorrelationReport report) {
    this.report = report;
  }

  static String text(CorrelationReport report) {
    return new CorrelationPage(report).page();
  }

  private String page() {
    line("# Angles and accuracies on NAS-Bench-201");
    line("");
    line(
        "Table: `%s` (SHA-256 %s). Truth: top-1 on the test images after 200 epochs.",
        report.table(), report.tableSha256());
    line("");
    for (CorrelationReport.Supernet supernet : report.supernets()) {
      line(
          "- `%s`: seed %d, %d channels, %d cells a stage, trained on %s; weights after epochs %s.",
          supernet.label(),
          supernet.seed(),
          supernet.channels(),
          supernet.cells(),
          supernet.trainedOn(),
          supernet.epochs().stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
    line("");
    line(
        "Intervals: 95 %%, %d draws of architectures with replacement. Predictions are rounded to"
            + " 1e-9. *places*: tau with the reference's rule for ties. *top k*: share of the true"
            + " best k among the predicted best k. *values*: different predictions.",
        report.bootstrapDraws());
    part(CorrelationRow.Part.ALL, "All 15,625 architectures");
    alongTraining(CorrelationRow.Part.ALL);
    if (report.accuracy().children() > 1) {
      part(
          CorrelationRow.Part.SAMPLE,
          "The %,d architectures that were evaluated, drawn by seed %d"
              .formatted(report.accuracy().children(), report.accuracy().seed()));
      alongTraining(CorrelationRow.Part.SAMPLE);
    }
    return text.toString();
  }

  /** One table for each data set: what needs no weights, then every supernet's last weights. */
  private void part(CorrelationRow.Part part, String title) {
    line("");
    line("## %s", title);
    for (BenchmarkData data : BenchmarkData.values()) {
      line("");
      line("### %s", data.title());
      line("");
      line(
          "| predictor | tau-b | 95 %% | places | rho | %s | values |",
          Agreement.TOP.stream().map(k -> "top " + k).collect(Collectors.joining(" | ")));
      line("| --- | ---: | --- | ---: | ---: |%s ---: |", " ---: |".repeat(Agreement.TOP.size()));
      if (part == CorrelationRow.Part.ALL) {
        line(
            "| *published angle, CIFAR and ImageNet16-120, 250 epochs, 10 seeds* | | | *%s* | |%s |",
            number(Optional.ofNullable(PUBLISHED.get(data))), " |".repeat(Agreement.TOP.size()));
      }
      for (CorrelationRow row : report.rows()) {
        if (row.part() == part && row.data() == data && isLast(row)) {
          row(row);
        }
      }
    }
  }

  /** Whether the row needs no weights, or has the last ones of its supernet that it exists for. */
  private boolean isLast(CorrelationRow row) {
    return row.source().isEmpty()
        || report.rows().stream()
            .filter(other -> other.predictor().equals(row.predictor()))
            .flatMap(other -> other.source().stream())
            .filter(other -> other.supernet().equals(row.source().get().supernet()))
            .noneMatch(other -> other.epoch() > row.source().get().epoch());
  }

  private void row(CorrelationRow row) {
    Agreement found = row.agreement();
    String of =
        row.source()
            .map(source -> ", `%s` epoch %d".formatted(source.supernet(), source.epoch()))
            .orElse("");
    String top =
        Agreement.TOP.stream()
            .map(k -> number(Optional.ofNullable(found.top().get(k))))
            .collect(Collectors.joining(" | "));
    String missing = found.missing() == 0 ? "" : ", %d missing".formatted(found.missing());
    line(
        "| %s%s | **%s** | %s | %s | %s | %s | %d%s |",
        row.predictor(),
        of,
        number(found.tauB()),
        found.interval().map(one -> number(one.low()) + " to " + number(one.high())).orElse(""),
        number(found.tauOfPlaces()),
        number(found.rho()),
        top,
        found.differentValues(),
        missing);
  }

  /** Tau-b by epoch: mean over supernets and standard deviation. */
  private void alongTraining(CorrelationRow.Part part) {
    List<SeedSummary> summaries =
        report.overSupernets().stream().filter(one -> one.part() == part).toList();
    if (summaries.isEmpty()) {
      return;
    }
    line("");
    line("### Along the training: mean tau-b over supernets, standard deviation");
    line("");
    line(
        "| predictor | epoch | supernets | %s |",
        Arrays.stream(BenchmarkData.values())
            .map(BenchmarkData::title)
            .collect(Collectors.joining(" | ")));
    line("| --- | ---: | ---: | --- | --- | --- |");
    Set<String> predictors = new LinkedHashSet<>();
    summaries.forEach(one -> predictors.add(one.predictor()));
    for (String predictor : predictors) {
      summaries.stream()
          .filter(one -> one.predictor().equals(predictor))
          .mapToLong(SeedSummary::epoch)
          .distinct()
          .sorted()
          .forEach(epoch -> epoch(summaries, predictor, epoch));
    }
  }

  private void epoch(List<SeedSummary> summaries, String predictor, long epoch) {
    List<String> cells = new ArrayList<>();
    int supernets = 0;
    for (BenchmarkData data : BenchmarkData.values()) {
      String cell = "";
      for (SeedSummary one : summaries) {
        if (one.predictor().equals(predictor) && one.epoch() == epoch && one.data() == data) {
          cell = number(one.mean()) + (one.supernets() > 1 ? " (" + number(one.sd()) + ")" : "");
          supernets = one.supernets();
        }
      }
      cells.add(cell);
    }
    line("| %s | %d | %d | %s |", predictor, epoch, supernets, String.join(" | ", cells));
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String number(Optional<Double> value) {
    return value.map(CorrelationPage::number).orElse("");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
