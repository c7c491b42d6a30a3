package io.absnas.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.StrictJson;
import io.absnas.search.darts.DartsAlgorithm;
import io.absnas.search.darts.DartsSearchResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The report of a search by architecture parameters, from the files of its directory alone. */
public final class GenotypeReport {
  private static final Set<String> LOSSES =
      Set.of("train/loss", "architecture/loss", "evaluation/loss");

  private GenotypeReport() {}

  /** Whether a run is such a search that is finished. */
  public static boolean fits(Path run) {
    Path result = run.resolve("result.json");
    if (!Files.isRegularFile(result)) {
      return false;
    }
    JsonNode json = StrictJson.read(result, JsonNode.class);
    return json.path("kind").asText().equals(DartsSearchResult.KIND)
        && DartsAlgorithm.of(json.path("algo").asText()).isPresent();
  }

  /**
   * Writes {@code report.html} into a run directory.
   *
   * @return the file
   * @throws AbsException INPUT if the directory holds no such result or a damaged file
   */
  public static Path write(Path run) {
    return RunFiles.write(run, read(run));
  }

  private static RunReport read(Path run) {
    DartsSearchResult result = StrictJson.read(run.resolve("result.json"), DartsSearchResult.class);
    List<Fact> provenance = new ArrayList<>(RunFiles.provenance(run));
    provenance.add(new Fact("config-sha256", result.configSha256()));
    return new RunReport(
        "Search of " + result.searched(),
        summary(result),
        List.of(),
        charts(run),
        List.of(),
        provenance,
        RunFiles.text(run, "config.yaml"));
  }

  private static List<Fact> summary(DartsSearchResult result) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Algorithm", result.algo() + ", " + result.order() + " order"));
    facts.add(
        new Fact(
            "Cells of one kind",
            "%s, %s of them with two predecessors of every node"
                .formatted(result.searchedSize(), result.searchedCells())));
    DartsSearchResult.Found found = result.best().get(0);
    facts.add(new Fact("Genotype", found.architecture()));
    facts.add(
        new Fact("Skip connections of the normal cell", String.valueOf(found.skipConnects())));
    facts.add(
        new Fact(
            "Its network in " + result.space(),
            String.format(
                Locale.ROOT,
                "%,d parameters, %,d multiply-adds, %,d table FLOPs",
                found.parameters(),
                found.multiplyAdds(),
                found.tableFlops())));
    for (DartsSearchResult.Stage stage : result.stages()) {
      facts.add(
          new Fact(
              "Stage",
              "%d cells of width %d, %d epochs"
                  .formatted(stage.cells(), stage.channels(), stage.epochs())));
    }
    facts.add(new Fact("Training", result.steps() + " steps"));
    result
        .evaluation()
        .ifPresent(
            score ->
                facts.add(
                    new Fact(
                        "Search network on the images for the architecture",
                        String.format(
                            Locale.ROOT,
                            "loss %.4f, top-1 %.2f %%, top-5 %.2f %% of %,d",
                            score.loss(),
                            100 * score.top1(),
                            100 * score.top5(),
                            score.images()))));
    result
        .levels()
        .ifPresent(
            levels ->
                levels.forEach(
                    level ->
                        facts.add(
                            new Fact(
                                "At most " + level.maxSkipConnects() + " skip connections",
                                level.architecture()))));
    return facts;
  }

  private static List<LineChart> charts(Path run) {
    List<MetricLog.Line> lines = RunFiles.metrics(run);
    List<LineChart> charts = new ArrayList<>();
    add(charts, "Loss", "loss", Curves.of(lines, name -> LOSSES.contains(name)));
    add(charts, "Accuracy", "share of images", Curves.of(lines, Curves::isAccuracy));
    add(
        charts,
        "Skip connections of the normal cell",
        "number",
        Curves.of(lines, name -> name.equals("architecture/skip-connects")));
    return charts;
  }

  private static void add(
      List<LineChart> charts, String title, String axis, List<LineChart.Series> series) {
    if (!series.isEmpty()) {
      charts.add(new LineChart(title, "step", axis, series));
    }
  }
}
