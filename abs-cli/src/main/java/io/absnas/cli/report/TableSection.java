package io.absnas.cli.report;

import io.absnas.cli.report.ScatterChart.Dot;
import io.absnas.train.TableResult;
import io.absnas.train.TableRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** The accuracies of all architectures of a space. */
final class TableSection {
  private static final int MOST_SEEDS = 5;
  private static final int MOST_BEST = 10;
  private static final String THINGS = "architectures";

  private TableSection() {}

  static void read(Draft draft) {
    draft.title("Accuracies of all architectures of a space");
    draft.result(TableResult.class, result -> result(draft, result));
    List<Tabulated> all = draft.files().csv(TableRun.TABLE, Tabulated::of).orElse(List.of());
    if (!draft.hasFacts()) {
      draft.fact(
          "Trained so far",
          "%d trainings",
          draft.files().directories(TableRun.NETWORKS, "result.json"));
    }
    if (!all.isEmpty()) {
      spread(draft, all);
      draft.part(Part.of("Accuracies", accuracies(all)));
      best(draft, all);
    }
  }

  private static void result(Draft draft, TableResult result) {
    draft.title("Accuracies of all architectures of " + result.space());
    draft.fact("Architectures", "%,d", result.architectures());
    draft.fact(
        "Seeds", "%s", String.join(", ", result.seeds().stream().map(String::valueOf).toList()));
    draft.fact("Mean top-1", "%.2f %%", 100 * result.meanTop1());
    draft.fact(
        "Best, mean over the seeds",
        "%.2f %%: %s",
        100 * result.bestTop1(),
        result.bestArchitecture());
    draft.headline(Headline.percent("mean top-1", result.meanTop1()));
    draft.headline(Headline.percent("best top-1", result.bestTop1()));
    draft.hash("table.csv", result.tableSha256());
    draft.hash("Configuration without places and devices", result.configSha256());
  }

  /** How far apart architectures are, beside how far apart trainings of one of them are. */
  private static void spread(Draft draft, List<Tabulated> all) {
    Spread between = Spread.of(means(all));
    draft.fact("Standard deviation between architectures", "%.2f points", between.deviation());
    List<Tabulated> repeated = all.stream().filter(one -> one.percent().size() > 1).toList();
    if (!repeated.isEmpty()) {
      double square =
          repeated.stream()
              .mapToDouble(one -> one.spread().deviation() * one.spread().deviation())
              .average()
              .orElse(0);
      draft.fact(
          "Standard deviation between trainings of one architecture",
          "%.2f points",
          Math.sqrt(square));
    }
  }

  private static double[] means(List<Tabulated> all) {
    return all.stream().mapToDouble(one -> one.spread().mean()).toArray();
  }

  private static List<Figure> accuracies(List<Tabulated> all) {
    List<Figure> figures = new ArrayList<>();
    figures.add(
        BarChart.histogram("Accuracies, means over seeds", "top-1 (%)", means(all)).figure());
    SortedSet<Long> seeds = new TreeSet<>();
    all.forEach(one -> seeds.addAll(one.percent().keySet()));
    long first = seeds.first();
    for (long seed : seeds.stream().skip(1).limit(MOST_SEEDS).toList()) {
      List<Dot> dots = new ArrayList<>();
      for (Tabulated one : all) {
        Double mine = one.percent().get(first);
        Double other = one.percent().get(seed);
        if (mine != null && other != null) {
          dots.add(new Dot(mine, other, one.architecture()));
        }
      }
      Correlated.of(
              "Seed %d against seed %d".formatted(first, seed),
              THINGS,
              "top-1 (%%), seed %d".formatted(first),
              "top-1 (%%), seed %d".formatted(seed),
              dots)
          .ifPresent(chart -> figures.add(chart.figure()));
    }
    List<Dot> costs =
        all.stream()
            .map(one -> new Dot(one.multiplyAdds() / 1e6, one.spread().mean(), one.architecture()))
            .toList();
    Correlated.of("Cost and accuracy", THINGS, "multiply-adds (M)", "mean top-1 (%)", costs)
        .ifPresent(chart -> figures.add(chart.figure()));
    return figures;
  }

  private static void best(Draft draft, List<Tabulated> all) {
    List<Tabulated> best =
        all.stream()
            .sorted(Comparator.comparingDouble((Tabulated one) -> one.spread().mean()).reversed())
            .limit(MOST_BEST)
            .toList();
    List<List<String>> rows = new ArrayList<>();
    for (Tabulated one : best) {
      Spread spread = one.spread();
      rows.add(
          List.of(
              one.architecture(),
              number("%.2f", spread.mean()),
              spread.count() > 1 ? number("%.2f", spread.deviation()) : "",
              String.valueOf(spread.count()),
              number("%.3f", one.multiplyAdds() / 1e6),
              number("%.3f", one.parameters() / 1e6)));
    }
    Table table =
        new Table(
            "the best architectures by the mean over their seeds",
            List.of(
                "architecture",
                "top-1 (%)",
                "deviation",
                "seeds",
                "multiply-adds (M)",
                "parameters (M)"),
            1,
            rows);
    List<Figure> cells =
        FoundCells.figures(best.stream().map(Tabulated::architecture).toList(), "Best");
    draft.part(new Part("Best architectures", "", cells, table.markup(), new Markup()));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
