package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.angle.WeightSums;
import io.absnas.core.data.NoiseIdx;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import io.absnas.core.weights.WeightsId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on a supernet of five cells that grows from three, and a few random images. */
class DartsShrinkRunTest {
  private static final List<String> FILES =
      List.of(
          "history.json",
          "result.json",
          "shrunk-space.json",
          "weights.safetensors",
          "base.safetensors");

  @TempDir Path directory;

  @BeforeEach
  void writeImages() throws IOException {
    NoiseIdx.write(directory, 32, 8);
  }

  /** Epochs of two steps; one epoch for each of two depths, one for each of two stages. */
  private ResolvedConfig<ShrinkConfig> config(String... more) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "space={id: darts@tiny, channels: 4, cells: 5, input: 16}",
                NoiseIdx.config(directory),
                "growth={epochs: 1, initialisation: he-fan-out}",
                "training.batch-size=16",
                "training.epochs=1",
                "training.later-epochs=1",
                "training.learning-rate={kind: linear, start: 0.1, floor: 0.001, epochs: 4}",
                "training.initialisation=he-uniform",
                "training.sgd.decay=convolutions",
                "scoring.children-per-op=2",
                "scoring.minimum-children=1",
                "refresh.after-drops=0",
                "stop={size: 1000000, stages: 2}",
                "evaluation={children: 0}",
                "checkpoint={every-steps: 1, keep: 2}",
                "log={every-steps: 1, every-seconds: 1}"));
    overrides.addAll(List.of(more));
    return ShrinkConfig.resolve(ConfigSources.none().withOverrides(overrides));
  }

  private static BooleanSupplier atQuestion(int number) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() >= number;
  }

  @Test
  void aRunCutWhileItGrowsAndAfterwardsLeavesTheFilesOfACalmOne() {
    ResolvedConfig<ShrinkConfig> config = config("checkpoint.every-steps=100");
    Path calm = directory.resolve("calm");
    var finished =
        (ShrinkOutcome.Finished)
            ShrinkRuns.run(config, calm, RunOptions.Existing.REFUSE, () -> false);
    assertThat(finished.reason()).isEqualTo(StopReason.STAGES);
    assertThat(finished.state().training().step()).isEqualTo(8);

    Path cut = directory.resolve("cut");
    // in the first depth, at its end, in the second, and at its end
    for (int step = 1; step <= 4; step++) {
      RunOptions.Existing existing =
          step == 1 ? RunOptions.Existing.REFUSE : RunOptions.Existing.RESUME;
      assertThat(ShrinkRuns.run(config, cut, existing, atQuestion(1)))
          .isEqualTo(new ShrinkOutcome.Interrupted(step));
    }
    // while the first stage is scored
    assertThat(ShrinkRuns.run(config, cut, RunOptions.Existing.RESUME, atQuestion(4)))
        .isEqualTo(new ShrinkOutcome.Interrupted(6));
    ShrinkRuns.run(config, cut, RunOptions.Existing.RESUME, () -> false);
    for (String file : FILES) {
      assertThat(cut.resolve(file)).as(file).hasSameBinaryContentAs(calm.resolve(file));
    }

    List<Double> cells =
        MetricLog.read(calm.resolve("metrics.jsonl")).stream()
            .filter(line -> line.values().containsKey("train/cells"))
            .map(line -> line.values().get("train/cells"))
            .toList();
    assertThat(cells).containsExactly(3.0, 4.0, 5.0);
    History history = StrictJson.read(calm.resolve("history.json"), History.class);
    assertThat(history.stages()).extracting(StageRecord::epochs).containsExactly(3L, 4L);
    assertThat(history.stages()).extracting(StageRecord::steps).containsExactly(6L, 8L);
    for (StageRecord stage : history.stages()) {
      assertThat(stage.drops()).extracting(DropRecord::choice).doesNotHaveDuplicates().hasSize(14);
    }
    assertThat(history.stages().get(1).sizeAfter()).isEqualTo(BigInteger.valueOf(6).pow(14));
  }

  @Test
  void anglesAreMeasuredFromTheWeightsAfterTheGrowth() {
    Path out = directory.resolve("run");
    ResolvedConfig<ShrinkConfig> config = config("stop.stages=1");
    ShrinkRuns.run(config, out, RunOptions.Existing.REFUSE, () -> false);
    NamedTensors base = WeightFiles.read(out.resolve("base.safetensors"));
    NamedTensors trained = WeightFiles.read(out.resolve("weights.safetensors"));
    ShrinkResult result = StrictJson.read(out.resolve("result.json"), ShrinkResult.class);
    assertThat(result.cellsBefore()).contains(BigInteger.valueOf(1_037_664_180));
    assertThat(result.cellsAfter().orElseThrow()).isLessThan(result.cellsBefore().orElseThrow());
    assertThat(result.baseId()).isEqualTo(WeightsId.of(base));
    // the cell that was inserted last has not been trained before the base was taken
    NamedTensors fresh;
    try (var networks =
        config.value().networks(config.value().space().resolve(), List.of(ComputeDevice.CPU))) {
      fresh = networks.first().state();
    }
    for (int cell = 0; cell < 5; cell++) {
      String name = "cells." + cell + ".preprocess1.op.1.weight";
      boolean untrained =
          base.find(name).orElseThrow().bytes().equals(fresh.find(name).orElseThrow().bytes());
      assertThat(untrained).as(name).isEqualTo(cell == 4);
      assertThat(trained.find(name).orElseThrow().bytes())
          .isNotEqualTo(base.find(name).orElseThrow().bytes());
    }
    SearchSpace full = SpaceCatalog.find("darts@tiny,channels=4,cells=5,input=16");
    Architecture child = full.parse("4 4 4 4 0 4 4 0 0 4 4 0 0 0");
    assertThat(WeightSums.of(full, base, trained).angle(child)).isBetween(1e-3, 1.0);
  }

  @Test
  void everyDepthHasTheWholeLineOfRates() {
    LrSchedule schedule =
        config("growth.epochs=5")
            .value()
            .recipe(SpaceCatalog.find("darts@tiny,cells=5"), 10)
            .schedule();
    // lr(t) = 0.1 (1 - t / D), D = T / (1 - 0.01): T = 50 twice, then 40
    for (long step : List.of(1L, 50L)) {
      double rate = 0.1 * (1 - step * 0.99 / 50);
      assertThat(schedule.rate(step)).isCloseTo(rate, within(1e-12));
      assertThat(schedule.rate(step + 50)).isCloseTo(rate, within(1e-12));
    }
    assertThat(schedule.rate(100)).isCloseTo(0.001, within(1e-12));
    assertThat(schedule.rate(101)).isCloseTo(0.1 * (1 - 0.99 / 40), within(1e-12));
    assertThat(schedule.rate(140)).isCloseTo(0.001, within(1e-12));
  }

  @Test
  void thePlanCountsGrowthAndConstrainedCells() {
    ShrinkPlan plan = new ShrinkRun(config("growth.epochs=5"), List.of()).plan();
    assertThat(plan.size()).isEqualTo(BigInteger.valueOf(8).pow(14));
    assertThat(plan.twoPredecessors()).contains(BigInteger.valueOf(1_037_664_180));
    assertThat(plan.growthSteps()).isEqualTo(2 * 5 * 2);
    assertThat(plan.mostSteps()).isEqualTo(20 + 2 + 2);
    // one a step: 20 while it grows, 2 in each stage
    assertThat(plan.checkpoints()).isEqualTo(24);
    assertThat(plan.lines())
        .contains(
            "cells with two predecessors per node: 1037664180",
            "before the first stage the network grows to 5 cells: 2 depths of 5 epochs, 20 steps");
  }

  @Test
  void thePublishedRunHasThreeHundredAndFiveEpochs() {
    ShrinkSettings settings =
        config("growth.epochs=5", "training.epochs=150", "training.later-epochs=20")
            .value()
            .settings(SpaceCatalog.find("darts"), 2404);
    int stages = ShrinkPlan.mostStages(SpaceCatalog.find("darts"), settings);
    ShrinkSettings unbounded =
        config(
                "growth.epochs=5",
                "training.epochs=150",
                "training.later-epochs=20",
                "stop={size: 1000000, stages: 8}")
            .value()
            .settings(SpaceCatalog.find("darts"), 2404);
    assertThat(stages).isEqualTo(2);
    assertThat(ShrinkPlan.mostStages(SpaceCatalog.find("darts"), unbounded)).isEqualTo(6);
    assertThat(unbounded.epochsUntil(5)).isEqualTo(305);
    assertThat(unbounded.growthSteps()).isEqualTo(11 * 12_020);
  }

  @Test
  void sectionsThatDoNotFitAreNamed() {
    assertRefused(
        "growth is for supernets of DARTS cells, space nasbench201@tiny",
        "space={id: nasbench201@tiny, channels: 4, input: 16}");
    assertRefused("growth has no cells to insert", "space.cells=3");
    assertRefused("scoring.flops has no meaning in space darts@tiny", "scoring.flops={max: 9}");
    assertRefused("training.paths must be uniform", "training.paths=strictly-fair");
    assertRefused("epochs is 0, must be at least 1", "growth.epochs=0");
  }

  private void assertRefused(String message, String override) {
    assertThatThrownBy(() -> new ShrinkRun(config(override), List.of()))
        .isInstanceOf(AbsException.class)
        .hasMessageContaining(message);
  }
}
