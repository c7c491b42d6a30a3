package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import io.absnas.cli.report.ScatterChart.Dot;
import io.absnas.cli.report.ScatterChart.Group;
import io.absnas.shrink.nb201.BenchmarkData;
import io.absnas.shrink.nb201.VariantReport;
import io.absnas.shrink.nb201.VariantStudy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Variants of the angle on NAS-Bench-201: chosen on one half of it, judged on the other. */
final class VariantsSection {
  private VariantsSection() {}

  static void read(Draft draft) {
    draft.title("Variants of the angle on NAS-Bench-201");
    draft.result(VariantReport.class, report -> report(draft, report));
  }

  private static void report(Draft draft, VariantReport report) {
    VariantStudy.Result result = report.result();
    draft.fact("Variants", "%d", result.variants());
    draft.fact("Supernets", "%s", String.join(", ", report.supernets()));
    draft.fact("Chosen on one half, CIFAR-10", "%s", result.chosen());
    draft.fact(
        "On the other half",
        "%s",
        result.holdsUp()
            ? "it is above the published angle and the formula without weights on every data set"
            : "it does not hold up");
    List<Figure> figures = new ArrayList<>();
    for (BenchmarkData data : BenchmarkData.values()) {
      figures.add(scatter(result, data).figure());
    }
    draft.part(
        new Part(
            "Choosing and reporting",
            "",
            figures,
            new Markup(),
            found(result).markup().add(differences(result).markup())));
    result.found().stream()
        .filter(one -> one.name().equals(result.chosen()))
        .findFirst()
        .ifPresent(
            one -> {
              for (BenchmarkData data : BenchmarkData.values()) {
                draft.headline(
                    new Headline(
                        "tau-b of the chosen variant, " + data.title(), tau(one, data), 4));
              }
            });
    draft.hash("Table " + report.table(), report.tableSha256());
  }

  private static double tau(VariantStudy.Found one, BenchmarkData data) {
    return requireNonNull(one.reporting().get(data), data.title());
  }

  private static ScatterChart scatter(VariantStudy.Result result, BenchmarkData data) {
    Predicate<VariantStudy.Found> reference = one -> VariantStudy.REFERENCES.contains(one.name());
    Predicate<VariantStudy.Found> chosen = one -> one.name().equals(result.chosen());
    return new ScatterChart(
        "Tau-b on both halves, " + data.title(),
        "The half by which a variant is chosen across, always on CIFAR-10; the other half up.",
        "tau-b, choosing half, CIFAR-10",
        "tau-b, reporting half, " + data.title(),
        List.of(
            new Group("chosen", dots(result, data, chosen)),
            new Group(
                "published angle, formulas", dots(result, data, reference.and(chosen.negate()))),
            new Group(
                "other variants", dots(result, data, reference.negate().and(chosen.negate())))),
        Optional.empty());
  }

  private static List<Dot> dots(
      VariantStudy.Result result, BenchmarkData data, Predicate<VariantStudy.Found> wanted) {
    return result.found().stream()
        .filter(wanted)
        .map(one -> new Dot(one.choosing(), tau(one, data), one.name()))
        .toList();
  }

  private static Table found(VariantStudy.Result result) {
    List<List<String>> rows = new ArrayList<>();
    for (VariantStudy.Found one : result.found()) {
      List<String> row = new ArrayList<>(List.of(one.name(), number(one.choosing())));
      for (BenchmarkData data : BenchmarkData.values()) {
        row.add(number(tau(one, data)));
      }
      rows.add(row);
    }
    List<String> columns = new ArrayList<>(List.of("variant", "choosing half, CIFAR-10"));
    for (BenchmarkData data : BenchmarkData.values()) {
      columns.add("reporting half, " + data.title());
    }
    return new Table("tau-b of all variants, mean over supernets", columns, 1, rows);
  }

  private static Table differences(VariantStudy.Result result) {
    List<List<String>> rows = new ArrayList<>();
    for (VariantStudy.Difference one : result.differences()) {
      rows.add(
          List.of(
              one.data().title(),
              one.against(),
              number(one.difference()),
              one.interval().map(interval -> number(interval.low())).orElse(""),
              one.interval().map(interval -> number(interval.high())).orElse("")));
    }
    return new Table(
        "the chosen variant less another predictor on the reporting half; low and high bound the"
            + " 95 % interval",
        List.of("data set", "less", "difference of tau-b", "low", "high"), 2, rows);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
