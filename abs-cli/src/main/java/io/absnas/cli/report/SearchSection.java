package io.absnas.cli.report;

import io.absnas.core.run.MetricLog;
import io.absnas.search.SearchResult;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a search by evolution has looked at and found. */
final class SearchSection {

  private SearchSection() {}

  static void read(Draft draft) {
    draft.title("Search by evolution");
    Optional<SearchResult> result = draft.result(SearchResult.class, found -> result(draft, found));
    List<MetricLog.Line> lines = draft.files().metrics();
    draft.curves(lines, "Training loss", "loss", Curves::isLoss);
    draft.curves(lines, "Accuracy", "share of images", Curves::isAccuracy);
    draft.curvesAs("Training");
    List<Evaluated> evaluated =
        draft.files().csv("evaluations.csv", Evaluated::of).orElse(List.of());
    if (!draft.hasFacts()) {
      draft.fact("Evaluated so far", "%,d candidates", evaluated.size());
    }
    List<Figure> figures = new EvolutionCharts(evaluated).figures();
    if (!figures.isEmpty()) {
      draft.part(Part.of("Evolution", figures));
    }
    result.ifPresent(
        found ->
            FoundCells.add(
                draft,
                found.best().stream().map(SearchResult.Found::architecture).toList(),
                "Best"));
  }

  private static void result(Draft draft, SearchResult result) {
    draft.title("Search of " + result.space());
    draft.fact("Algorithm", "%s, %s", result.algo(), result.strategy());
    draft.fact("Architectures", "%,d", result.size());
    result.inWindow().ifPresent(count -> draft.fact("Inside the FLOPs window", "%,d", count));
    draft.fact("Training of the supernet", "%,d steps", result.trainingSteps());
    draft.fact(
        "Evaluated",
        "%,d candidates in %,d generations, %,d failed",
        result.evaluated(),
        result.generations(),
        result.failed());
    List<SearchResult.Found> best = result.best();
    for (int rank = 0; rank < best.size(); rank++) {
      draft.fact("Best " + (rank + 1), "%s", line(best.get(rank)));
    }
    List<SearchResult.Found> front = result.front().orElse(List.of());
    for (int rank = 0; rank < front.size(); rank++) {
      draft.fact("Front " + (rank + 1), "%s", line(front.get(rank)));
    }
    if (!best.isEmpty()) {
      SearchResult.Found first = best.get(0);
      first
          .top1()
          .ifPresent(top1 -> draft.headline(Headline.percent("top-1 of the best child", top1)));
      if (best.size() > 1) {
        draft.headline(
            Headline.percent(
                "mean top-1 of the best " + best.size(),
                best.stream()
                    .mapToDouble(found -> found.top1().orElse(Double.NaN))
                    .average()
                    .orElse(Double.NaN)));
      }
      first.angle().ifPresent(angle -> draft.headline(new Headline("angle (rad)", angle, 4)));
      draft.headline(new Headline("table FLOPs (M)", first.tableFlops() / 1e6, 2));
    }
    draft.hash("Supernet", result.supernetId());
    draft.hash("evaluations.csv", result.evaluationsSha256());
    draft.hash("Configuration without places and devices", result.configSha256());
  }

  private static String line(SearchResult.Found found) {
    String fitness =
        found
            .top1()
            .map(top1 -> String.format(Locale.ROOT, "top-1 %.2f %%", 100 * top1))
            .or(() -> found.angle().map(angle -> String.format(Locale.ROOT, "angle %.6f", angle)))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "%s, %,d table FLOPs, %,d multiply-adds, %,d parameters: %s",
        fitness,
        found.tableFlops(),
        found.multiplyAdds(),
        found.parameters(),
        found.architecture());
  }
}
