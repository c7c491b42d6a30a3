package io.absnas.cli.report;

import io.absnas.cli.report.LineChart.Point;
import io.absnas.cli.report.LineChart.Series;
import io.absnas.core.run.MetricLog;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.shrink.ChildrenAccuracy;
import io.absnas.shrink.DropRecord;
import io.absnas.shrink.History;
import io.absnas.shrink.ScoreRecord;
import io.absnas.shrink.ShrinkResult;
import io.absnas.shrink.StageRecord;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a shrinking run has scored and dropped. */
final class ShrinkSection {
  private ShrinkSection() {}

  static void read(Draft draft) {
    ScoreMeasure measure =
        draft.files().read("config.yaml", ScoreMeasure::of).orElse(ScoreMeasure.ANGLE);
    Optional<ShrinkResult> result =
        draft.result(
            ShrinkResult.class,
            finished -> {
              draft.title("Shrinking " + finished.space() + " " + measure.by());
              draft.facts(ResultFacts.summary(finished));
              draft.hashes(ResultFacts.hashes(finished));
              headlines(draft, finished);
            });
    List<StageRecord> stages =
        draft
            .files()
            .json(History.FILE_NAME, History.class)
            .map(
                history -> {
                  draft.title("Shrinking " + history.space() + " " + measure.by());
                  return history.stages();
                })
            .orElse(List.of());
    if (!draft.hasFacts()) {
      draft.fact("Stages so far", "%d", stages.size());
    }
    curves(draft, stages);
    stages.forEach(stage -> draft.stage(stage(stage, measure)));
    List<Figure> agreement = new ArrayList<>();
    for (int i = 0; i + 1 < stages.size(); i++) {
      StageAgreement.of(
              "Scores of stages %d and %d".formatted(i, i + 1),
              "stage " + i,
              stage(stages.get(i), measure).rows(),
              "stage " + (i + 1),
              stage(stages.get(i + 1), measure).rows())
          .ifPresent(chart -> agreement.add(chart.figure()));
    }
    if (!agreement.isEmpty()) {
      draft.part(Part.of("From stage to stage", agreement));
    }
    result.ifPresent(finished -> children(draft, finished));
    draft
        .files()
        .read("shrunk-space.json", file -> SpaceCatalog.find(file.toString()))
        .ifPresent(
            left ->
                draft.part(
                    new Part(
                        "Space that is left",
                        "",
                        List.of(),
                        new Markup(),
                        ReportPage.facts(ResultFacts.space(left), "Ops left at each choice"))));
  }

  private static void headlines(Draft draft, ShrinkResult result) {
    draft.headline(new Headline("architectures left (log10)", Draft.log10(result.sizeAfter()), 2));
    result
        .childrenFirst()
        .ifPresent(
            first -> draft.headline(Headline.percent("top-1 of children, first", first.after())));
    result
        .childrenLast()
        .ifPresent(
            last -> draft.headline(Headline.percent("top-1 of children, last", last.after())));
    if (result.childrenFirst().isPresent() && result.childrenLast().isPresent()) {
      ChildrenAccuracy first = result.childrenFirst().get();
      ChildrenAccuracy last = result.childrenLast().get();
      draft.headline(
          new Headline("gain of children (points)", 100 * (last.after() - first.after()), 2));
    }
  }

  /** What random children reach before and after the space was shrunk. */
  private static void children(Draft draft, ShrinkResult result) {
    List<DotStrip.Row> rows = new ArrayList<>();
    result.childrenFirst().ifPresent(first -> rows.add(row("of the whole space", first)));
    result.childrenLast().ifPresent(last -> rows.add(row("of the shrunk space", last)));
    if (!rows.isEmpty()) {
      draft.part(
          Part.of(
              "Random children",
              List.of(
                  new DotStrip("Random children with inherited weights", "top-1 (%)", rows)
                      .figure())));
    }
  }

  private static DotStrip.Row row(String name, ChildrenAccuracy children) {
    List<DotStrip.Value> values = new ArrayList<>();
    for (double each : children.eachAfter()) {
      values.add(new DotStrip.Value("child " + values.size(), 100 * each));
    }
    return new DotStrip.Row(name, values);
  }

  private static StageReport stage(StageRecord stage, ScoreMeasure measure) {
    Map<String, Integer> order = new HashMap<>();
    for (DropRecord drop : stage.drops()) {
      order.put(drop.choice() + " " + drop.op(), order.size() + 1);
    }
    return new StageReport(
        stage.stage(),
        Draft.grouped(stage.sizeBefore()),
        Draft.grouped(stage.sizeAfter()),
        stage.scores().stream().map(score -> row(score, order)).toList(),
        measure);
  }

  private static ScoreRow row(ScoreRecord score, Map<String, Integer> order) {
    @Nullable Integer dropped = order.get(score.choice() + " " + score.op());
    List<Double> quantiles = new ArrayList<>();
    if (score.count() > 1) {
      quantiles.add(score.min());
      quantiles.addAll(score.quantiles());
      quantiles.add(score.max());
    }
    return new ScoreRow(
        score.choiceName(),
        score.op(),
        score.score(),
        score.count() > 1 ? OptionalDouble.of(score.sd()) : OptionalDouble.empty(),
        quantiles,
        score.count(),
        score.margin().map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        dropped == null ? OptionalInt.empty() : OptionalInt.of(dropped));
  }

  private static void curves(Draft draft, List<StageRecord> stages) {
    List<MetricLog.Line> lines = draft.files().metrics();
    draft.curves(lines, "Training loss", "loss", Curves::isLoss);
    draft.curves(lines, "Accuracy of children", "share of images", Curves::isAccuracy);
    List<BigInteger> counts = new ArrayList<>();
    stages.stream().limit(1).map(StageRecord::sizeBefore).forEach(counts::add);
    stages.stream().map(StageRecord::sizeAfter).forEach(counts::add);
    List<Point> sizes =
        IntStream.range(0, counts.size())
            .filter(done -> counts.get(done).signum() > 0)
            .mapToObj(done -> new Point(done, Draft.log10(counts.get(done))))
            .toList();
    if (!sizes.isEmpty()) {
      draft.curve(
          new LineChart(
              "Size of the space",
              "stages done",
              "architectures (log10)",
              List.of(new Series("architectures", sizes))));
    }
    draft.curvesAs("Training");
  }
}
