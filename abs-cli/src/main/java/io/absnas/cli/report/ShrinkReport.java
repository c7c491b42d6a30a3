package io.absnas.cli.report;

import io.absnas.cli.report.LineChart.Point;
import io.absnas.cli.report.LineChart.Series;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.shrink.DropRecord;
import io.absnas.shrink.History;
import io.absnas.shrink.ScoreRecord;
import io.absnas.shrink.ShrinkResult;
import io.absnas.shrink.StageRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The report of a shrinking run, from the files of its directory alone. */
public final class ShrinkReport {
  private ShrinkReport() {}

  /**
   * Writes {@code report.html} into a run directory.
   *
   * @return the file
   * @throws AbsException INPUT if the directory holds no history or a damaged file
   */
  public static Path write(Path run) {
    return RunFiles.write(run, read(run));
  }

  private static RunReport read(Path run) {
    Path historyFile = run.resolve(History.FILE_NAME);
    if (!Files.isRegularFile(historyFile)) {
      throw new AbsException(
          ExitCode.INPUT,
          run + ": there is no " + History.FILE_NAME + "; a report needs a run of 'abs shrink'");
    }
    History history = StrictJson.read(historyFile, History.class);
    List<StageReport> stages = history.stages().stream().map(ShrinkReport::stage).toList();
    List<MetricLog.Line> lines = RunFiles.metrics(run);
    Path resultFile = run.resolve("result.json");
    Optional<ShrinkResult> result =
        Files.isRegularFile(resultFile)
            ? Optional.of(StrictJson.read(resultFile, ShrinkResult.class))
            : Optional.empty();
    Path space = run.resolve("shrunk-space.json");
    List<Fact> provenance = new ArrayList<>(RunFiles.provenance(run));
    result.ifPresent(finished -> provenance.addAll(ResultFacts.hashes(finished)));
    return new RunReport(
        "Shrinking " + history.space() + " by angle",
        result
            .map(ResultFacts::summary)
            .orElse(List.of(new Fact("Stages so far", Integer.toString(stages.size())))),
        stages,
        charts(history, lines),
        Files.isRegularFile(space)
            ? ResultFacts.space(SpaceCatalog.find(space.toString()))
            : List.of(),
        provenance,
        RunFiles.text(run, "config.yaml"));
  }

  private static StageReport stage(StageRecord stage) {
    Map<String, Integer> order = new HashMap<>();
    for (DropRecord drop : stage.drops()) {
      order.put(drop.choice() + " " + drop.op(), order.size() + 1);
    }
    return new StageReport(
        stage.stage(),
        stage.sizeBefore().toString(),
        stage.sizeAfter().toString(),
        stage.scores().stream().map(score -> row(score, order)).toList());
  }

  private static ScoreRow row(ScoreRecord score, Map<String, Integer> order) {
    @Nullable Integer dropped = order.get(score.choice() + " " + score.op());
    return new ScoreRow(
        score.choiceName(),
        score.op(),
        score.score(),
        score.count() > 1 ? OptionalDouble.of(score.sd()) : OptionalDouble.empty(),
        score.count(),
        score.margin().map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        dropped == null ? OptionalInt.empty() : OptionalInt.of(dropped));
  }

  private static List<LineChart> charts(History history, List<MetricLog.Line> lines) {
    List<LineChart> charts = new ArrayList<>();
    if (!lines.isEmpty()) {
      charts.add(
          new LineChart(
              "Training loss", "training step", "loss", Curves.of(lines, Curves::isLoss)));
      List<Series> accuracies = Curves.of(lines, Curves::isAccuracy);
      if (!accuracies.isEmpty()) {
        charts.add(new LineChart("Accuracy of children", "training step", "top-1", accuracies));
      }
    }
    List<Point> sizes = new ArrayList<>();
    for (StageRecord stage : history.stages()) {
      if (sizes.isEmpty()) {
        sizes.add(new Point(0, log10(stage.sizeBefore().doubleValue())));
      }
      sizes.add(new Point(sizes.size(), log10(stage.sizeAfter().doubleValue())));
    }
    charts.add(
        new LineChart(
            "Size of the space",
            "stages done",
            "log10 of architectures",
            List.of(new Series("architectures", sizes))));
    return charts;
  }

  private static double log10(double size) {
    return Math.log10(size);
  }
}
