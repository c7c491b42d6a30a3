package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.run.LogConfig;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.train.StepListener.Decision;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StepMetricsTest {
  private static final long SECOND = 1_000_000_000;

  @TempDir private Path folder;
  private final List<String> lines = new ArrayList<>();

  private static StepReport report(long step, long waitNanos, long stepNanos) {
    return new StepReport(step, 1, 0.1, 12, waitNanos, stepNanos, true, Optional.empty());
  }

  private MetricLog metrics() {
    RunDirectory directory =
        RunDirectory.open(
            folder.resolve("run"),
            "a: 1\n",
            new RunOptions(RunOptions.Existing.REFUSE, List.of(), List.of()));
    return MetricLog.open(directory, Clock.systemUTC());
  }

  private List<MetricLog.Line> written() {
    return MetricLog.read(folder.resolve("run/metrics.jsonl"));
  }

  /** Steps of a stage of {@code total}, a metric every two. */
  private void run(int total, List<StepReport> reports) {
    try (MetricLog metrics = metrics()) {
      StepMetrics steps =
          new StepMetrics(metrics, new LogConfig(2, 3600), new LineLogger(lines::add));
      for (StepReport report : reports) {
        steps.stepped("stage 0 step", total, 0.5, report, Map.of());
      }
    }
  }

  @Test
  void metricsTellTheShareOfTheStepsSinceTheLastOnes() {
    run(
        4,
        List.of(
            report(1, SECOND, 4 * SECOND),
            report(2, 0, 4 * SECOND),
            report(3, 0, SECOND),
            report(4, SECOND, SECOND)));
    assertThat(written())
        .extracting(line -> line.values().get("train/data-wait-share"))
        .containsExactly(1.0 / 8, 1.0 / 2);
    assertThat(written().get(0).values().get("train/images-per-second"))
        .isCloseTo(24 / 8.0, within(1e-9));
  }

  @Test
  void linesOfProgressTellTheShareSinceTheLastLine() {
    run(2, List.of(report(1, SECOND, 4 * SECOND), report(2, 2 * SECOND, 2 * SECOND)));
    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("stage 0 step 2/2 (100.0 %)")
        .endsWith(", 50.0 % of it waiting for data");
  }

  @Test
  void aSlowSourceIsSeen() {
    BatchSource slow =
        step -> {
          try {
            Thread.sleep(30);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return SyntheticImages.batch(step, 4);
        };
    List<StepReport> reports = new ArrayList<>();
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop =
            new TrainingLoop(
                List.of(network), TinySupernet.recipe(new LrSchedule.Constant(0.01)), slow)) {
      loop.run(
          TinySupernet.SPACE,
          4,
          report -> {
            reports.add(report);
            return Decision.CONTINUE;
          });
    }
    assertThat(reports).allMatch(report -> report.dataWaitNanos() >= 30_000_000);
    assertThat(reports).allMatch(report -> report.dataWaitNanos() <= report.stepNanos());
    run(4, reports);
    long waited = reports.stream().mapToLong(StepReport::dataWaitNanos).sum();
    long all = reports.stream().mapToLong(StepReport::stepNanos).sum();
    assertThat(lines)
        .singleElement()
        .asString()
        .contains(String.format(java.util.Locale.ROOT, "%.1f %% of it", 100.0 * waited / all));
    assertThat(written())
        .allSatisfy(
            line ->
                assertThat(line.values().get("train/data-wait-share"))
                    .isGreaterThan(0)
                    .isLessThanOrEqualTo(1));
  }
}
