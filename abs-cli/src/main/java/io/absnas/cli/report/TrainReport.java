package io.absnas.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.StrictJson;
import io.absnas.train.Score;
import io.absnas.train.TrainResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report of a training, from the files of its directory alone. */
public final class TrainReport {
  private TrainReport() {}

  /** Whether a run is a training that is finished. */
  public static boolean fits(Path run) {
    Path result = run.resolve("result.json");
    return Files.isRegularFile(result)
        && StrictJson.read(result, JsonNode.class).path("kind").asText().equals(TrainResult.KIND);
  }

  /**
   * Writes {@code report.html} into a run directory.
   *
   * @return the file
   * @throws AbsException INPUT if the directory holds no result of a training or a damaged file
   */
  public static Path write(Path run) {
    return RunFiles.write(run, read(run));
  }

  private static RunReport read(Path run) {
    TrainResult result = StrictJson.read(run.resolve("result.json"), TrainResult.class);
    List<Fact> provenance = new ArrayList<>(RunFiles.provenance(run));
    provenance.add(new Fact("last weights", result.last().weightsId()));
    provenance.add(new Fact("best weights", result.best().weightsId()));
    provenance.add(new Fact("config-sha256", result.configSha256()));
    return new RunReport(
        "Training in " + result.space(),
        summary(result),
        List.of(),
        charts(run),
        List.of(),
        provenance,
        RunFiles.text(run, "config.yaml"));
  }

  private static List<Fact> summary(TrainResult result) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Architecture", result.architecture()));
    facts.add(
        new Fact(
            "Network",
            String.format(
                Locale.ROOT,
                "%,d parameters, %,d multiply-adds, %,d table FLOPs",
                result.parameters(),
                result.multiplyAdds(),
                result.tableFlops())));
    facts.add(
        new Fact("Training", "%d steps, %d epochs".formatted(result.steps(), result.epochs())));
    if (result.averaged()) {
      facts.add(new Fact("Weights", "moving averages"));
    }
    String images =
        result.evaluatedOn().equals("test") ? "test images" : "held-out training images";
    facts.add(new Fact("Last weights, " + images, text(result.last())));
    facts.add(
        new Fact(
            "Best weights, " + images,
            text(result.best()) + ", after step " + result.best().step()));
    result
        .test()
        .ifPresent(
            test -> {
              facts.add(new Fact("Last weights, test images", text(test.last())));
              facts.add(new Fact("Best weights, test images", text(test.best())));
            });
    result
        .earlierConfigs()
        .forEach(
            earlier ->
                facts.add(
                    new Fact(
                        "Another configuration until step " + earlier.untilStep(),
                        earlier.configSha256())));
    return facts;
  }

  private static String text(Score score) {
    return String.format(
        Locale.ROOT,
        "top-1 %.2f %%, top-5 %.2f %% of %,d",
        100 * score.top1(),
        100 * score.top5(),
        score.images());
  }

  private static List<LineChart> charts(Path run) {
    List<MetricLog.Line> lines = RunFiles.metrics(run);
    List<LineChart> charts = new ArrayList<>();
    add(charts, "Training loss", "loss", Curves.of(lines, Curves::isLoss));
    add(charts, "Accuracy", "share of images", Curves.of(lines, Curves::isAccuracy));
    add(
        charts,
        "Learning rate",
        "rate",
        Curves.of(lines, name -> name.equals("train/learning-rate")));
    return charts;
  }

  private static void add(
      List<LineChart> charts, String title, String axis, List<LineChart.Series> series) {
    if (!series.isEmpty()) {
      charts.add(new LineChart(title, "training step", axis, series));
    }
  }
}
