package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.absnas.core.data.NoiseIdx;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.ThreeLayers;
import io.absnas.core.train.Snapshots;
import io.absnas.core.weights.WeightFiles;
import io.absnas.core.weights.WeightsId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on a few random images and a space of 18 architectures. */
class ShrinkRunTest {
  private static final String SPACE =
      ThreeLayers.text("mobilenet_3x3_ratio_3", "mobilenet_5x5_ratio_3", "identity");

  private static final List<String> FILES =
      List.of(
          "history.json",
          "result.json",
          "shrunk-space.json",
          "weights.safetensors",
          "base.safetensors");

  @TempDir Path directory;
  private Path spaceFile = Path.of("unset");

  @BeforeEach
  void writeInputs() throws IOException {
    spaceFile = directory.resolve("space.yaml");
    Files.writeString(spaceFile, SPACE);
    NoiseIdx.write(directory, 64, 20);
  }

  /** Stages of one epoch, two steps of 32 images. */
  private ResolvedConfig<ShrinkConfig> config(String... more) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "space.file=" + spaceFile,
                NoiseIdx.config(directory),
                "training.batch-size=32",
                "training.epochs=1",
                "training.later-epochs=1",
                "training.learning-rate={kind: linear, start: 0.1, floor: 0.001, epochs: 10}",
                "scoring.children-per-op=3",
                "scoring.minimum-children=1",
                "drop.count=1",
                "refresh.after-drops=1",
                "stop={size: 1, stages: 3}",
                "evaluation={children: 2, recalibration-images: 100, batch-size: 20}",
                "checkpoint={every-steps: 1, keep: 2}",
                "log={every-steps: 1, every-seconds: 1}"));
    overrides.addAll(List.of(more));
    return ShrinkConfig.resolve(ConfigSources.none().withOverrides(overrides));
  }

  @Test
  void theLossScaleOfHalfPrecisionGoesOnAfterAResumeAndIntoTheMetrics() throws IOException {
    ResolvedConfig<ShrinkConfig> config = config("training.amp=fp16");
    Path out = directory.resolve("half");
    ShrinkRuns.run(config, out, RunOptions.Existing.REFUSE, stopAfter(3));
    ShrinkRuns.run(config, out, RunOptions.Existing.RESUME, () -> false);
    String metrics = Files.readString(out.resolve("metrics.jsonl"));
    assertThat(metrics.lines().filter(line -> line.contains("train/loss\"")))
        .hasSize(6)
        .allMatch(line -> line.contains("\"train/loss-scale\":65536.0"))
        .allMatch(line -> line.contains("\"train/skipped-updates\":0.0"));
    Path calm = directory.resolve("half-calm");
    ShrinkRuns.run(config, calm, RunOptions.Existing.REFUSE, () -> false);
    for (String file : FILES) {
      assertThat(out.resolve(file)).as(file).hasSameBinaryContentAs(calm.resolve(file));
    }
  }

  @Test
  void aRunCutAgainAndAgainLeavesTheFilesOfACalmOne() throws IOException {
    ResolvedConfig<ShrinkConfig> config = config();
    Path calm = directory.resolve("calm");
    var finished =
        (ShrinkOutcome.Finished)
            ShrinkRuns.run(config, calm, RunOptions.Existing.REFUSE, () -> false);
    assertThat(finished.reason()).isEqualTo(StopReason.STAGES);

    Path cut = directory.resolve("cut");
    assertThat(ShrinkRuns.run(config, cut, RunOptions.Existing.REFUSE, stopAfter(1)))
        .isEqualTo(new ShrinkOutcome.Interrupted(1));
    // two questions before the evaluation of the first stage, which asks 16: before each of two
    // children and each of their seven batches
    assertThat(ShrinkRuns.run(config, cut, RunOptions.Existing.RESUME, stopAfter(9)))
        .isEqualTo(new ShrinkOutcome.Interrupted(2));
    // one question before it now; this one comes while the stage is scored
    assertThat(ShrinkRuns.run(config, cut, RunOptions.Existing.RESUME, stopAfter(18)))
        .isEqualTo(new ShrinkOutcome.Interrupted(2));
    assertThat(ShrinkRuns.run(config, cut, RunOptions.Existing.RESUME, afterScoring(cut)))
        .isEqualTo(new ShrinkOutcome.Interrupted(3));
    // as if killed between checkpoint and files
    Files.delete(cut.resolve("history.json"));
    Files.delete(cut.resolve("shrunk-space.json"));
    ShrinkRuns.run(config, cut, RunOptions.Existing.RESUME, () -> false);
    for (String file : FILES) {
      assertThat(cut.resolve(file)).as(file).hasSameBinaryContentAs(calm.resolve(file));
    }
    assertThat(steps(cut, "train/loss")).isEqualTo(steps(calm, "train/loss"));
    assertThat(steps(cut, "children/top-1-after")).isEqualTo(steps(calm, "children/top-1-after"));

    SearchSpace left = SpaceCatalog.find(calm.resolve("shrunk-space.json").toString());
    assertThat(left).isEqualTo(finished.left());
    History history = StrictJson.read(calm.resolve("history.json"), History.class);
    assertThat(history.stages()).hasSize(3);
    ShrinkResult result = StrictJson.read(calm.resolve("result.json"), ShrinkResult.class);
    assertThat(result.sizeAfter()).isEqualTo(left.size());
    assertThat(result.childrenFirst()).isPresent();
    assertThat(result.childrenLast().get().images()).isEqualTo(20);
    assertThat(result.builtOn()).extracting(input -> input.kind()).containsExactly("space");
  }

  @Test
  void snapshotsOfAKilledRunAreThoseOfACalmOne() throws IOException {
    ResolvedConfig<ShrinkConfig> config = config("snapshots.epochs=[1, 3]");
    Path calm = directory.resolve("calm");
    ShrinkRuns.run(config, calm, RunOptions.Existing.REFUSE, () -> false);
    Path cut = directory.resolve("cut");
    ShrinkRuns.run(config, cut, RunOptions.Existing.REFUSE, stopAfter(1));
    ShrinkRuns.run(config, cut, RunOptions.Existing.RESUME, stopAfter(2));
    ShrinkRuns.run(config, cut, RunOptions.Existing.RESUME, () -> false);
    assertThat(Snapshots.in(calm)).containsOnlyKeys(0L, 1L, 3L);
    for (Path file : Snapshots.in(calm).values()) {
      assertThat(cut.resolve(file.getFileName())).hasSameBinaryContentAs(file);
    }
    // Three stages of one epoch: the last snapshot is what the run ends with; the base was
    // refreshed.
    assertThat(weightsId(Snapshots.file(calm, 3)))
        .isEqualTo(weightsId(calm.resolve("weights.safetensors")))
        .isNotEqualTo(weightsId(Snapshots.file(calm, 1)));
    History history = StrictJson.read(calm.resolve("history.json"), History.class);
    assertThat(weightsId(Snapshots.file(calm, 0))).isEqualTo(history.stages().get(0).baseId());
    Path again = directory.resolve("cut");
    ShrinkRuns.run(config(), again, RunOptions.Existing.OVERWRITE, stopAfter(1));
    assertThat(Snapshots.in(again)).isEmpty();
  }

  private static String weightsId(Path file) {
    return WeightsId.of(WeightFiles.read(file));
  }

  @Test
  void snapshotsMustGrowAndLieWithinTheRun() {
    assertFails(
        ExitCode.USAGE,
        "snapshots.epochs must be at least 1 and grow, were [2, 2]",
        () -> config("snapshots.epochs=[2, 2]"));
    assertFails(
        ExitCode.USAGE,
        "snapshots.epochs names epoch 4, but the run has at most 3",
        () -> new ShrinkRun(config("snapshots.epochs=[4]"), List.of()));
  }

  /** Says stop once a stage has been scored and dropped: after the next step. */
  private static BooleanSupplier afterScoring(Path run) {
    return () -> {
      Path history = run.resolve("history.json");
      return Files.exists(history) && !StrictJson.read(history, History.class).stages().isEmpty();
    };
  }

  /** Says stop at the given question; they come after steps, while measuring and while scoring. */
  private static BooleanSupplier stopAfter(int questions) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() >= questions;
  }

  private static List<Long> steps(Path run, String scalar) {
    return MetricLog.read(run.resolve("metrics.jsonl")).stream()
        .filter(line -> line.values().containsKey(scalar))
        .map(MetricLog.Line::step)
        .toList();
  }

  @Test
  void aFinishedRunResumedChangesNothing() throws IOException {
    ResolvedConfig<ShrinkConfig> config = config("stop.stages=1");
    Path out = directory.resolve("run");
    ShrinkRuns.run(config, out, RunOptions.Existing.REFUSE, () -> false);
    String result = Files.readString(out.resolve("result.json"));
    ShrinkRuns.run(config, out, RunOptions.Existing.RESUME, () -> false);
    assertThat(out.resolve("result.json")).hasContent(result);
  }

  @Test
  void refusesToResumeWithAnotherConfigurationOrFromADamagedCheckpoint() throws IOException {
    Path out = directory.resolve("run");
    ShrinkRuns.run(config(), out, RunOptions.Existing.REFUSE, stopAfter(2));
    assertFails(
        ExitCode.CHECKPOINT,
        "drop.count was 1, is 2",
        () -> ShrinkRuns.run(config("drop.count=2"), out, RunOptions.Existing.RESUME, () -> false));
    try (Stream<Path> files = Files.list(out.resolve("checkpoints"))) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
      }
    }
    assertFails(
        ExitCode.CHECKPOINT,
        "no whole checkpoint",
        () -> ShrinkRuns.run(config(), out, RunOptions.Existing.RESUME, () -> false));
  }

  @Test
  void refusesToResumeOnOtherHeldOutImages() throws IOException {
    Path out = directory.resolve("run");
    ShrinkRuns.run(config(), out, RunOptions.Existing.REFUSE, stopAfter(1));
    Path provenance = out.resolve("provenance.json");
    String text = Files.readString(provenance);
    String other = text.replaceFirst("(\"held-out-fingerprint\" : \")\\w{4}", "$1zzzz");
    assertThat(other).isNotEqualTo(text);
    Files.writeString(provenance, other);
    assertFails(
        ExitCode.CHECKPOINT,
        "the run began with held-out images of fingerprint zzzz",
        () -> ShrinkRuns.run(config(), out, RunOptions.Existing.RESUME, () -> false));
  }

  @Test
  void refusesToResumeOnOtherImages() throws IOException {
    Path out = directory.resolve("run");
    ShrinkRuns.run(config(), out, RunOptions.Existing.REFUSE, stopAfter(1));
    Path images = directory.resolve("train-images-idx3-ubyte");
    byte[] bytes = Files.readAllBytes(images);
    bytes[bytes.length - 1] ^= 1;
    Files.write(images, bytes);
    String before = Files.readString(out.resolve("config.yaml"));
    assertFails(
        ExitCode.CHECKPOINT,
        "the run began with training images of fingerprint",
        () ->
            ShrinkRuns.run(
                config("log.every-steps=77"), out, RunOptions.Existing.RESUME, () -> false));
    assertThat(out.resolve("config.yaml")).hasContent(before);
  }

  @Test
  void missingImagesAreNamedBeforeThereIsARun() throws IOException {
    Files.delete(directory.resolve("train-labels-idx1-ubyte"));
    assertFails(
        ExitCode.INPUT,
        "train-labels-idx1-ubyte",
        () -> new ShrinkRun(config(), List.of("abs")).prepare());
  }

  @Test
  void anImpossibleWindowIsProvenBeforeAnythingIsWritten() {
    assertFails(
        ExitCode.INFEASIBLE,
        "scoring.flops.max is 10, below the smallest child of this space",
        () -> new ShrinkRun(config("scoring.flops={min: 0, max: 10}"), List.of()));
    assertFails(
        ExitCode.INFEASIBLE,
        "scoring.flops.max is 10, below the smallest child of this space",
        () -> new ShrinkRun(config("scoring.flops.max=10"), List.of()));
    assertFails(
        ExitCode.INFEASIBLE,
        "scoring.flops.min is 99999999",
        () -> new ShrinkRun(config("scoring.flops.min=99999999"), List.of()));
  }

  @Test
  void imagesMustFitTheSpace() {
    assertFails(
        ExitCode.USAGE,
        "data.side is 32, but space three-layers reads images of side 16",
        () -> new ShrinkRun(config("data.side=32"), List.of()));
  }

  @Test
  void planStatesSizesStepsAndRates() {
    ShrinkPlan plan = new ShrinkRun(config(), List.of()).plan();
    assertThat(plan.size()).isEqualTo(2 * 3 * 3);
    assertThat(plan.stepsPerEpoch()).isEqualTo(2);
    assertThat(plan.mostStages()).isEqualTo(3);
    assertThat(plan.mostSteps()).isEqualTo(6);
    // lr(t) = 0.1 * (1 - t / D), D = 20 / (1 - 0.01)
    assertThat(plan.stageEnds().get(2).rate())
        .isCloseTo(0.1 * (1 - 6 * 0.99 / 20), org.assertj.core.api.Assertions.within(1e-12));
  }

  @Test
  void planOfThePublishedSpaceHasAtMostFifteenStages() {
    ShrinkSettings settings =
        config("drop.count=7", "stop={size: 1000000, stages: 0}")
            .value()
            .settings(TestSpaces.gpu21(), 2404);
    assertThat(ShrinkPlan.mostStages(TestSpaces.gpu21(), settings)).isEqualTo(15);
  }

  @Test
  void aWrongKeyNamesTheNearest() {
    assertFails(ExitCode.USAGE, "children-per-op", () -> config("scoring.childrn-per-op=3"));
  }

  @Test
  void nasBench201IsScoredWholeAndDropsTwentyAtOnce() {
    ResolvedConfig<ShrinkConfig> config =
        ShrinkConfig.resolve(
            ConfigSources.none()
                .withOverrides(
                    List.of(
                        "space={id: nasbench201@tiny, channels: 4, input: 16}",
                        NoiseIdx.config(directory),
                        "training.batch-size=32",
                        "training.epochs=1",
                        "training.paths=independent-cells",
                        "training.initialisation=framework-default",
                        "training.sgd.zero-gradients=missing-is-zero",
                        "drop.count=20",
                        "refresh.after-drops=0",
                        "stop={size: 1, stages: 1}",
                        "evaluation={children: 1, recalibration-images: 50, batch-size: 20}")));
    Path out = directory.resolve("nb201");
    var finished =
        (ShrinkOutcome.Finished)
            ShrinkRuns.run(config, out, RunOptions.Existing.REFUSE, () -> false);
    StageRecord stage = StrictJson.read(out.resolve("history.json"), History.class).stages().get(0);
    assertThat(stage.wholeSpace()).isTrue();
    assertThat(stage.children()).isEqualTo(15_625);
    assertThat(stage.scores()).allSatisfy(score -> assertThat(score.count()).isEqualTo(3125));
    assertThat(stage.drops()).hasSize(20);
    assertThat(finished.left().choices()).allSatisfy(ops -> assertThat(ops).isNotEmpty());
  }

  private static void assertFails(ExitCode exitCode, String part, Runnable action) {
    AbsException failure = catchThrowableOfType(AbsException.class, action::run);
    assertThat(failure.getMessage()).contains(part).doesNotContain("\n");
    assertThat(failure.exitCode()).isEqualTo(exitCode);
  }
}
