package io.absnas.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.nn.Networks;
import io.absnas.core.nn.StandaloneNetwork;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.Design;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.Snapshots;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import io.absnas.core.weights.WeightsId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole trainings of six steps. */
class TrainRunTest {
  private static final List<String> FILES =
      List.of("result.json", "best.safetensors", "last.safetensors");

  private static final String[] EVERYTHING = {
    "training.ema={decay: 0.5, warm-up: true}",
    "training.mixup={alpha: 0.3}",
    "data.rand-augment={ops: 1, magnitude: 5}",
    "training.learning-rate={kind: cosine, per: step, start: 0.1, warm-up-epochs: 1}",
    "data.held-out=validation",
    "data.valid-images=20",
    "evaluation.test=true",
    "snapshots.epochs=[1, 2]"
  };

  @TempDir Path directory;
  private TrainInputs inputs;

  @BeforeEach
  void writeInputs() throws IOException {
    inputs = new TrainInputs(directory);
  }

  /** Says stop at the given question. */
  private static BooleanSupplier stopAfter(int questions) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() >= questions;
  }

  private static void assertSameFiles(Path found, Path expected) {
    for (String file : FILES) {
      assertThat(found.resolve(file)).as(file).hasSameBinaryContentAs(expected.resolve(file));
    }
  }

  private void aRunCutAgainAndAgainEndsLikeACalmOne(ResolvedConfig<TrainConfig> config)
      throws IOException {
    Path calm = directory.resolve("calm");
    TrainResult result = TrainInputs.run(config, calm);
    Path cut = directory.resolve("cut");
    int cuts = 0;
    TrainOutcome outcome =
        TrainInputs.run(config, cut, RunOptions.Existing.REFUSE, false, stopAfter(2));
    while (outcome instanceof TrainOutcome.Interrupted && cuts < 60) {
      cuts++;
      outcome =
          TrainInputs.run(config, cut, RunOptions.Existing.RESUME, false, stopAfter(2 + cuts));
    }
    assertThat(outcome).isEqualTo(new TrainOutcome.Finished(result));
    assertThat(cuts).isGreaterThan(2);
    assertSameFiles(cut, calm);
    List<Long> steps = evaluated(cut);
    assertThat(steps).isEqualTo(evaluated(calm)).doesNotHaveDuplicates();
  }

  private static List<Long> evaluated(Path run) {
    return MetricLog.read(run.resolve("metrics.jsonl")).stream()
        .filter(line -> line.values().containsKey("evaluation/top-1"))
        .map(MetricLog.Line::step)
        .toList();
  }

  @Test
  void aCutRunWithThePublishedRecipeLeavesTheFilesOfACalmOne() throws IOException {
    aRunCutAgainAndAgainEndsLikeACalmOne(inputs.config());
    assertThat(evaluated(directory.resolve("calm"))).containsExactly(2L, 4L, 6L);
  }

  @Test
  void aCutRunWithEveryOptionLeavesTheFilesOfACalmOne() throws IOException {
    aRunCutAgainAndAgainEndsLikeACalmOne(inputs.config(EVERYTHING));
    TrainResult result = StrictJson.read(directory.resolve("calm/result.json"), TrainResult.class);
    assertThat(result.evaluatedOn()).isEqualTo("validation");
    assertThat(result.last().images()).isEqualTo(20);
    assertThat(result.test().orElseThrow().best().images()).isEqualTo(40);
    assertThat(result.averaged()).isTrue();
    for (int epoch = 0; epoch <= 2; epoch++) {
      Path calm = Snapshots.file(directory.resolve("calm"), epoch);
      assertThat(Snapshots.file(directory.resolve("cut"), epoch)).hasSameBinaryContentAs(calm);
    }
  }

  @Test
  void snapshotsAreTheWeightsAtTheBeginningAndAfterTheirEpochs() throws IOException {
    Path out = directory.resolve("run");
    TrainInputs.run(inputs.config("snapshots.epochs=[1, 3]"), out);
    assertThat(Snapshots.in(out).keySet()).containsExactly(0L, 1L, 3L);
    ResolvedConfig<TrainConfig> config = inputs.config();
    SearchSpace space = config.value().space().resolve();
    try (StandaloneNetwork untrained =
        Networks.standalone(
            space,
            Design.parse(space, TrainInputs.ARCHITECTURE),
            false,
            RandomStreams.of(config.value().seed()),
            ComputeDevice.CPU,
            DataType.FLOAT32)) {
      assertThat(WeightsId.of(WeightFiles.read(Snapshots.file(out, 0))))
          .isEqualTo(WeightsId.of(untrained.state()));
    }
    assertThat(WeightsId.of(WeightFiles.read(Snapshots.file(out, 3))))
        .isEqualTo(WeightsId.of(WeightFiles.read(out.resolve("last.safetensors"))))
        .isNotEqualTo(WeightsId.of(WeightFiles.read(Snapshots.file(out, 1))));
    assertFails(
        ExitCode.USAGE,
        "snapshots.epochs names epoch 4, but the run has at most 3",
        () -> new TrainRun(inputs.config("snapshots.epochs=[4]"), List.of()).prepare());
  }

  @Test
  void aCutRunOfAGenotypeWithDropPathAndAuxiliaryHeadLeavesTheFilesOfACalmOne() throws IOException {
    aRunCutAgainAndAgainEndsLikeACalmOne(
        inputs.config(
            "space={id: darts@tiny, file: , channels: 4, cells: 3, input: 24}",
            "data.side=24",
            "network={architecture: darts-abs, auxiliary-head: true, flops-limit: 1000000}",
            "training.drop-path=0.3",
            "training.sgd.decay=all"));
    TrainResult result = StrictJson.read(directory.resolve("calm/result.json"), TrainResult.class);
    assertThat(result.architecture()).startsWith("Genotype(normal=[('sep_conv_3x3', 1)");
    NamedTensors weights = WeightFiles.read(directory.resolve("calm/best.safetensors"));
    assertThat(weights.names()).contains("auxiliary_head.classifier.weight", "stem.0.weight");
    // one channel less than the space says, so that the limit is kept: a stem of 3 x 3 channels
    assertThat(weights.find("stem.0.weight").orElseThrow().shape()).containsExactly(9L, 3L, 3L, 3L);
  }

  @Test
  void theResultTellsNetworkStepsAndWeights() {
    Path out = directory.resolve("run");
    TrainResult result = TrainInputs.run(inputs.config(), out);
    assertThat(result.architecture()).isEqualTo(TrainInputs.ARCHITECTURE);
    assertThat(result.steps()).isEqualTo(6);
    assertThat(result.epochs()).isEqualTo(3);
    assertThat(result.evaluatedOn()).isEqualTo("test");
    assertThat(result.last().step()).isEqualTo(6);
    assertThat(result.best().top1()).isGreaterThanOrEqualTo(result.last().top1());
    assertThat(result.test()).isEmpty();
    assertThat(result.builtOn()).hasSize(1);
    NamedTensors last = WeightFiles.read(out.resolve("last.safetensors"));
    NamedTensors best = WeightFiles.read(out.resolve("best.safetensors"));
    assertThat(WeightsId.of(last)).isEqualTo(result.last().weightsId());
    assertThat(WeightsId.of(best)).isEqualTo(result.best().weightsId());
    // 16 x 8 pixels of stem and first block, two layers of three, a head: as written down by hand.
    assertThat(result.parameters())
        .isEqualTo(
            last.tensors().stream()
                .filter(tensor -> !tensor.name().contains("running_"))
                .mapToLong(tensor -> tensor.shape().stream().reduce(1L, (a, b) -> a * b))
                .sum());
  }

  @Test
  void anEpochMayHaveAnyNumberOfSteps() {
    TrainResult result =
        TrainInputs.run(inputs.config("data.steps-per-epoch=3"), directory.resolve("run"));
    assertThat(result.epochs()).isEqualTo(3);
    assertThat(result.steps()).isEqualTo(9);
  }

  @Test
  void evaluationRepeatsWhatTrainingReportedExactly() throws IOException {
    ResolvedConfig<TrainConfig> config = inputs.config(EVERYTHING);
    Path out = directory.resolve("run");
    TrainResult result = TrainInputs.run(config, out);
    for (String device : List.of("cpu", "cpu:3")) {
      EvaluationResult found =
          TrainInputs.evaluate(
                  inputs.config(
                      Stream.concat(Stream.of(EVERYTHING), Stream.of("device=" + device))
                          .toArray(String[]::new)),
                  out.resolve("best.safetensors"),
                  directory.resolve("eval-" + device.replace(":", "")))
              .result();
      Score expected = result.test().orElseThrow().best();
      assertThat(found.evaluatedOn()).isEqualTo("test");
      assertThat(found.score().top1Hits()).isEqualTo(expected.top1Hits());
      assertThat(found.score().top5Hits()).isEqualTo(expected.top5Hits());
      assertThat(found.score().weightsId()).isEqualTo(expected.weightsId());
    }
    List<String> perClass = Files.readAllLines(directory.resolve("eval-cpu/per-class.csv"));
    assertThat(perClass.get(0)).isEqualTo("class,images,top-1-hits,top-5-hits,top-1,top-5");
    assertThat(perClass).hasSize(11);
    long hits = 0;
    long[] ofClass = new long[10];
    for (int label = 0; label < 10; label++) {
      String[] cells = perClass.get(label + 1).split(",", -1);
      assertThat(cells[0]).isEqualTo(String.valueOf(label));
      assertThat(cells[1]).isEqualTo("4");
      ofClass[label] = Long.parseLong(cells[2]);
      hits += ofClass[label];
    }
    assertThat(hits).isEqualTo(result.test().orElseThrow().best().top1Hits());
    List<String> confusion = Files.readAllLines(directory.resolve("eval-cpu/confusion.csv"));
    assertThat(confusion.get(0)).isEqualTo("label,0,1,2,3,4,5,6,7,8,9");
    for (int label = 0; label < 10; label++) {
      String[] cells = confusion.get(label + 1).split(",", -1);
      assertThat(Stream.of(cells).skip(1).mapToLong(Long::parseLong).sum()).isEqualTo(4);
      assertThat(Long.parseLong(cells[label + 1])).isEqualTo(ofClass[label]);
    }
    assertThat(directory.resolve("eval-cpu/result.json"))
        .hasSameBinaryContentAs(directory.resolve("eval-cpu3/result.json"));
  }

  @Test
  void anotherLearningRateIsRefusedUnlessItIsMeant() {
    Path out = directory.resolve("run");
    TrainInputs.run(inputs.config(), out, RunOptions.Existing.REFUSE, false, stopAfter(5));
    ResolvedConfig<TrainConfig> other = inputs.config("training.learning-rate.start=0.2");
    assertFails(
        ExitCode.CHECKPOINT,
        "training.learning-rate.start was 0.1, is 0.2; --allow-config-change goes on all the same",
        () -> TrainInputs.run(other, out, RunOptions.Existing.RESUME, false, () -> false));
    TrainResult result =
        ((TrainOutcome.Finished)
                TrainInputs.run(other, out, RunOptions.Existing.RESUME, true, () -> false))
            .result();
    assertThat(result.earlierConfigs()).hasSize(1);
    assertThat(result.earlierConfigs().get(0).untilStep()).isBetween(1L, 5L);
    assertThat(result.earlierConfigs().get(0).configSha256()).isNotEqualTo(result.configSha256());
    assertFails(
        ExitCode.CHECKPOINT,
        "network.architecture was \"0 -1 2\", is \"0 -1 1\"; space and network are what is trained",
        () ->
            TrainInputs.run(
                inputs.config("network.architecture=0 -1 1"),
                out,
                RunOptions.Existing.RESUME,
                true,
                () -> false));
  }

  @Test
  void devicesMayDifferAndTheConfigurationsHashDoesNot() {
    TrainResult one = TrainInputs.run(inputs.config(), directory.resolve("one"));
    TrainResult two = TrainInputs.run(inputs.config("device=cpu:2"), directory.resolve("two"));
    assertThat(two.configSha256()).isEqualTo(one.configSha256());
    assertThat(two.last().images()).isEqualTo(40);
  }

  @Test
  void whatDoesNotFitIsSaidBeforeDataAreTouched() {
    assertRefused("network.architecture=", "no architecture: give --arch TEXT, --arch-file FILE");
    assertRefused("network.architecture=0 -1", "network.architecture does not fit");
    assertRefused(
        "network.architecture=SPOS+ABS",
        "network.architecture does not fit: SPOS+ABS is of space mobilenet-gpu-21, not of");
    assertRefused(
        "network.architecture=-1 0 0", "op code -1 at choice 0 of space three-layers is not");
    assertRefused("training.drop-path=0.2", "training.drop-path is 0.2, but networks of space");
    assertRefused("network.auxiliary-head=true", "network.auxiliary-head is true, but networks");
    assertRefused("network.flops-limit=100", "network.flops-limit is for genotypes");
    assertRefused("evaluation.test=true", "the test images are evaluated anyhow");
    assertRefused(
        "data.side=20", "data.side is 20, but space three-layers reads images of side 16");
    assertRefused("training.steps=5", "epochs or else steps must be given");
    assertRefused(
        "training.learning-rate={kind: darts-line, start: 0.25}",
        "training.learning-rate does not fit: the line of DARTS needs more than 5 epochs, had 3");
  }

  private void assertRefused(String override, String message) {
    assertFails(
        ExitCode.USAGE,
        message,
        () -> new TrainRun(inputs.config("data.dir=/nowhere", override), List.of()));
  }

  private static void assertFails(ExitCode code, String message, ThrowingCallable call) {
    AbsException failure = catchThrowableOfType(AbsException.class, call);
    assertThat(failure).as(message).isNotNull();
    assertThat(failure).hasMessageContaining(message);
    assertThat(failure.exitCode()).isEqualTo(code);
  }
}
