package io.absnas.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.cli.report.LineChart.Point;
import io.absnas.cli.report.LineChart.Series;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.StrictJson;
import io.absnas.search.SearchResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report of a search, from the files of its directory alone. */
public final class SearchReport {
  private static final int INDEX = 0;
  private static final int ANGLE = 7;
  private static final int TOP1 = 9;
  private static final int COLUMNS = 12;

  private SearchReport() {}

  /** Whether a run is a search that is finished. */
  public static boolean fits(Path run) {
    Path result = run.resolve("result.json");
    return Files.isRegularFile(result)
        && StrictJson.read(result, JsonNode.class).path("kind").asText().equals(SearchResult.KIND);
  }

  /**
   * Writes {@code report.html} into a run directory.
   *
   * @return the file
   * @throws AbsException INPUT if the directory holds no result of a search or a damaged file
   */
  public static Path write(Path run) {
    return RunFiles.write(run, read(run));
  }

  private static RunReport read(Path run) {
    SearchResult result = StrictJson.read(run.resolve("result.json"), SearchResult.class);
    List<Fact> provenance = new ArrayList<>(RunFiles.provenance(run));
    provenance.add(new Fact("supernet-id", result.supernetId()));
    provenance.add(new Fact("evaluations-sha256", result.evaluationsSha256()));
    provenance.add(new Fact("config-sha256", result.configSha256()));
    return new RunReport(
        "Search of " + result.space(),
        summary(result),
        List.of(),
        charts(run, result),
        List.of(),
        provenance,
        RunFiles.text(run, "config.yaml"));
  }

  private static List<Fact> summary(SearchResult result) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Algorithm", result.algo() + ", " + result.strategy()));
    facts.add(new Fact("Architectures", result.size().toString()));
    result
        .inWindow()
        .ifPresent(count -> facts.add(new Fact("Inside the FLOPs window", count.toString())));
    facts.add(new Fact("Training of the supernet", result.trainingSteps() + " steps"));
    facts.add(
        new Fact(
            "Evaluated",
            "%d candidates in %d generations, %d failed"
                .formatted(result.evaluated(), result.generations(), result.failed())));
    List<SearchResult.Found> best = result.best();
    for (int rank = 0; rank < best.size(); rank++) {
      facts.add(new Fact("Best " + (rank + 1), line(best.get(rank))));
    }
    List<SearchResult.Found> front = result.front().orElse(List.of());
    for (int rank = 0; rank < front.size(); rank++) {
      facts.add(new Fact("Front " + (rank + 1), line(front.get(rank))));
    }
    return facts;
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

  private static List<LineChart> charts(Path run, SearchResult result) {
    List<LineChart> charts = new ArrayList<>();
    List<MetricLog.Line> lines = RunFiles.metrics(run);
    List<Series> losses = Curves.of(lines, Curves::isLoss);
    if (!losses.isEmpty()) {
      charts.add(new LineChart("Training loss", "training step", "loss", losses));
    }
    boolean accuracy = result.fitness().equals("accuracy");
    List<Point> each = new ArrayList<>();
    List<Point> best = new ArrayList<>();
    for (String line : RunFiles.text(run, "evaluations.csv").lines().skip(1).toList()) {
      String[] cells = line.split(",", COLUMNS + 1);
      String value = cells[accuracy ? TOP1 : ANGLE];
      if (!value.isEmpty()) {
        double index = Double.parseDouble(cells[INDEX]);
        double fitness = Double.parseDouble(value);
        each.add(new Point(index, fitness));
        double before = best.isEmpty() ? fitness : best.get(best.size() - 1).y();
        best.add(new Point(index, Math.max(before, fitness)));
      }
    }
    charts.add(
        new LineChart(
            "Candidates",
            "candidate",
            accuracy ? "top-1" : "angle (rad)",
            List.of(
                new Series("candidate", Curves.thinned(each)),
                new Series("best so far", Curves.thinned(best)))));
    return charts;
  }
}
