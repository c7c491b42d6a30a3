package io.absnas.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.StrictJson;
import io.absnas.search.proxyless.ProxylessConfig;
import io.absnas.search.proxyless.ProxylessResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The report of a search by ProxylessNAS, from the files of its directory alone. */
public final class PathReport {
  private PathReport() {}

  /** Whether a run is such a search that is finished. */
  public static boolean fits(Path run) {
    Path result = run.resolve("result.json");
    return Files.isRegularFile(result)
        && StrictJson.read(result, JsonNode.class)
            .path("algo")
            .asText()
            .equals(ProxylessConfig.ALGO);
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
    ProxylessResult result = StrictJson.read(run.resolve("result.json"), ProxylessResult.class);
    List<Fact> provenance = new ArrayList<>(RunFiles.provenance(run));
    provenance.add(new Fact("config-sha256", result.configSha256()));
    return new RunReport(
        "Search of " + result.space(),
        summary(result),
        List.of(),
        charts(run),
        List.of(),
        provenance,
        RunFiles.text(run, "config.yaml"));
  }

  private static List<Fact> summary(ProxylessResult result) {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact("Algorithm", result.algo() + ", " + result.method() + ", gates " + result.mode()));
    result
        .objective()
        .ifPresent(
            aim ->
                facts.add(
                    new Fact(
                        "Objective",
                        String.format(
                            Locale.ROOT,
                            "%s of %s; expected at the end %.6g",
                            aim.target(),
                            aim.reference(),
                            aim.expected()))));
    for (ProxylessResult.Found found : result.best()) {
      facts.add(
          new Fact(
              "Architecture by " + found.rule(),
              String.format(
                  Locale.ROOT,
                  "%s: %,d multiply-adds, %,d parameters, top-1 %.2f %% of %,d held-out images with"
                      + " inherited weights%s",
                  found.architecture(),
                  found.multiplyAdds(),
                  found.parameters(),
                  100 * found.top1(),
                  found.images(),
                  found
                      .withinTarget()
                      .map(within -> within ? ", within the target" : ", outside the target")
                      .orElse(""))));
    }
    facts.add(
        new Fact(
            "Training",
            "%d steps, %d of them warm-up, and %d updates of the architecture"
                .formatted(result.steps(), result.warmUpSteps(), result.updates())));
    facts.add(
        new Fact(
            "Mean entropy of the layers", String.format(Locale.ROOT, "%.4f", result.entropy())));
    return facts;
  }

  private static List<LineChart> charts(Path run) {
    List<MetricLog.Line> lines = RunFiles.metrics(run);
    List<LineChart> charts = new ArrayList<>();
    add(
        charts,
        lines,
        "Loss",
        "loss",
        name -> name.equals("train/loss") || name.equals("architecture/loss"));
    add(charts, lines, "Accuracy", "share of images", Curves::isAccuracy);
    add(charts, lines, "Entropy", "mean of the layers", "architecture/entropy"::equals);
    add(charts, lines, "Expected cost", "unit of the target", "architecture/expected-cost"::equals);
    return charts;
  }

  private static void add(
      List<LineChart> charts,
      List<MetricLog.Line> lines,
      String title,
      String axis,
      Predicate<String> names) {
    List<LineChart.Series> series = Curves.of(lines, names);
    if (!series.isEmpty()) {
      charts.add(new LineChart(title, "step", axis, series));
    }
  }
}
