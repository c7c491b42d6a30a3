package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.angle.AngleSums;
import io.absnas.core.angle.EdgeOpSums;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.LogConfig;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.ProgressReporter;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.TwoPredecessors;
import io.absnas.core.train.Snapshots;
import io.absnas.core.train.StepMetrics;
import io.absnas.core.train.StepReport;
import io.absnas.core.weights.NamedTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a shrinking loop says into a run directory, and logs it. */
final class RunOutput implements ShrinkOutput {
  private static final Logger log = LoggerFactory.getLogger(RunOutput.class);

  private final ShrinkFiles files;
  private final Snapshots snapshots;
  private final CheckpointStore checkpoints;
  private final MetricLog metrics;
  private final LogConfig settings;
  private final ShrinkSettings loop;
  private final StepMetrics steps;
  private final ScoringReporter scoring;
  private @Nullable ProgressReporter evaluation;

  RunOutput(
      ShrinkFiles files,
      Snapshots snapshots,
      CheckpointStore checkpoints,
      MetricLog metrics,
      LogConfig settings,
      ShrinkSettings loop) {
    this.files = requireNonNull(files, "files is null");
    this.snapshots = requireNonNull(snapshots, "snapshots is null");
    this.checkpoints = requireNonNull(checkpoints, "checkpoints is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.loop = requireNonNull(loop, "loop is null");
    this.steps = new StepMetrics(metrics, settings, log);
    this.scoring = new ScoringReporter(log, Duration.ofSeconds(settings.everySeconds()));
  }

  @Override
  public void grown(long step, int cells, int of) {
    log.info("after step {}: the network has {} of {} cells", step, cells, of);
    metrics.append(step, epoch(step), Map.of("train/cells", (double) cells));
  }

  @Override
  public void stepped(int stage, StepReport report) {
    steps.stepped(
        "stage " + stage + " step",
        loop.stepsUntil(stage),
        epoch(report.step()),
        report,
        Map.of("train/stage", (double) stage));
  }

  private ProgressReporter reporter(String what, long total, long done) {
    return new ProgressReporter(
        log, what, Duration.ofSeconds(settings.everySeconds()), System::nanoTime, total, done);
  }

  private double epoch(long step) {
    return (double) step / loop.stepsPerEpoch();
  }

  @Override
  public void epochDone(
      int stage, long epoch, SearchSpace left, NamedTensors base, NamedTensors current) {
    snapshots.offer(epoch, () -> current);
    WeightSums sums = WeightSums.of(left, base, current);
    Map<String, Double> values = new LinkedHashMap<>();
    put(values, "common", sums.common());
    for (EdgeOpSums entry : sums.edgeOps()) {
      String choice = left.choiceName(entry.edgeOp().choice());
      put(values, choice + "/" + entry.edgeOp().op().id(), entry.sums());
    }
    metrics.append(epoch * loop.stepsPerEpoch(), (double) epoch, values);
  }

  private static void put(Map<String, Double> values, String part, AngleSums sums) {
    values.put("weights/" + part + "/dot", sums.dot());
    values.put("weights/" + part + "/initial-square", sums.initialSquare());
    values.put("weights/" + part + "/trained-square", sums.trainedSquare());
  }

  @Override
  public void measuring(int stage, int done, int total) {
    ProgressReporter reporter = evaluation;
    if (reporter == null || done == 0) {
      evaluation = reporter("stage " + stage + " children", total, done);
    } else {
      reporter.update(done);
    }
  }

  @Override
  public void measured(int stage, long step, ChildrenAccuracy accuracy) {
    log.info(
        "stage={} children={} images={} top-1 before recalibration {} %, after {} % ({} to {} %)",
        stage,
        accuracy.children(),
        accuracy.images(),
        percent(accuracy.before()),
        percent(accuracy.after()),
        percent(accuracy.lowestAfter()),
        percent(accuracy.highestAfter()));
    metrics.append(
        step,
        epoch(step),
        Map.of(
            "children/top-1-before", accuracy.before(), "children/top-1-after", accuracy.after()));
  }

  private static String percent(double fraction) {
    return "%.2f".formatted(100 * fraction);
  }

  @Override
  public void scoring(int stage, ScoringWatch.Part part, long done, long total) {
    scoring.update(stage, part, done, total);
  }

  @Override
  public void dropped(StageRecord stage, SearchSpace left) {
    String drops =
        stage.drops().stream()
            .map(drop -> drop.choiceName() + ":" + drop.op())
            .collect(Collectors.joining(" "));
    log.info(
        "stage={} epochs={} children={} tries={} dropped={} [{}] space {} -> {}{}{}",
        stage.stage(),
        stage.epochs(),
        stage.children(),
        stage.tries(),
        stage.drops().size(),
        drops,
        stage.sizeBefore(),
        stage.sizeAfter(),
        twoPredecessors(left),
        stage.baseRefreshed() ? ", base weights refreshed" : "");
    metrics.append(
        stage.steps(),
        (double) stage.epochs(),
        Map.of(
            "shrink/children", (double) stage.children(),
            "shrink/tries", (double) stage.tries(),
            "shrink/drops", (double) stage.drops().size(),
            "shrink/log10-size", Math.log10(left.size().doubleValue())));
  }

  private static String twoPredecessors(SearchSpace left) {
    return TwoPredecessors.binds(left)
        ? " (" + TwoPredecessors.size((CellSpace) left) + " with two predecessors per node)"
        : "";
  }

  @Override
  public void checkpoint(ShrinkState state) {
    ShrinkCheckpoint.write(checkpoints, state);
  }

  @Override
  public void spaceAndHistory(SearchSpace left, History history) {
    try {
      files.writeSpace(left, history);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
