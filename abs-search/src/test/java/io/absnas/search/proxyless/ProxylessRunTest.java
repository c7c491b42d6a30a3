package io.absnas.search.proxyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.data.StripesIdx;
import io.absnas.core.nn.ProxylessSupernet;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.BuildInfo;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.RuntimeInfo;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.Accuracy;
import io.absnas.core.train.BatchNormRecalibration;
import io.absnas.core.train.Evaluator;
import io.absnas.core.weights.WeightFiles;
import io.absnas.search.latency.LatencyTable;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole searches of the scaled space at width 0.5 on sixty pictures of 8x8. */
class ProxylessRunTest {
  private static final List<String> FILES =
      List.of("result.json", "architectures.txt", "alphas.csv", "supernet.safetensors");

  @TempDir Path directory;

  private ResolvedConfig<ProxylessConfig> config(String... overrides) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "space.id=mobilenet-gpu-21@tiny",
                "space.width=0.5",
                "space.input=8",
                "data.source=idx",
                "data.dir=" + StripesIdx.write(directory.resolve("data"), 80),
                "data.classes=10",
                "data.valid-images=20",
                "data.side=8",
                "data.normalisation.mean=[0.5, 0.5, 0.5]",
                "data.normalisation.std=[0.5, 0.5, 0.5]",
                "data.augmentation.pad=0",
                "data.threads=1",
                "training.batch-size=20",
                "training.warm-up-epochs=1",
                "training.epochs=2",
                "alphas.batch-size=8",
                "alphas.learning-rate=0.05",
                "alphas.gradient.every-steps=1",
                "evaluation.batch-size=20",
                "checkpoint.every-steps=1"));
    all.addAll(Arrays.asList(overrides));
    return ProxylessConfig.resolve(ConfigSources.none().withOverrides(all));
  }

  private ProxylessOutcome run(
      String name,
      ResolvedConfig<ProxylessConfig> config,
      RunOptions.Existing existing,
      BooleanSupplier stop) {
    try (RunDirectory run =
        RunDirectory.open(directory.resolve(name), config.yaml(), ProxylessRun.options(existing))) {
      return new ProxylessRun(config, List.of("abs")).run(run, stop);
    }
  }

  private static LayeredSpace space(ResolvedConfig<ProxylessConfig> config) {
    return (LayeredSpace) config.value().space().resolve();
  }

  @Test
  void stoppedAndResumedInWarmUpAndSearchItLeavesTheFilesOfACalmOne() throws IOException {
    LayeredSpace space = space(config());
    long reference =
        (long)
            (0.6 * Objective.multiplyAdds(space).least()
                + 0.4 * Objective.multiplyAdds(space).most());
    ResolvedConfig<ProxylessConfig> config =
        config(
            "objective.target=flops",
            "objective.reference=" + reference,
            "alphas.gradient.mode=two",
            "device=cpu:2");
    ProxylessOutcome calm = run("calm", config, RunOptions.Existing.REFUSE, () -> false);
    assertThat(calm).isInstanceOf(ProxylessOutcome.Finished.class);
    RunOptions.Existing existing = RunOptions.Existing.REFUSE;
    ProxylessOutcome outcome = new ProxylessOutcome.Interrupted();
    int runs = 0;
    while (outcome instanceof ProxylessOutcome.Interrupted && runs < 20) {
      AtomicInteger asked = new AtomicInteger();
      outcome = run("stopped", config, existing, () -> asked.incrementAndGet() > 7);
      existing = RunOptions.Existing.RESUME;
      runs++;
    }
    assertThat(runs).isGreaterThan(2);
    for (String file : FILES) {
      assertThat(directory.resolve("stopped").resolve(file))
          .hasSameBinaryContentAs(directory.resolve("calm").resolve(file));
    }
    check(space, reference);
  }

  @Test
  void anEpochThatIsStoppedInItsEvaluationIsRecordedOnceByTheNextRun() throws IOException {
    // One step an epoch, two batches an evaluation.
    ResolvedConfig<ProxylessConfig> config =
        config("training.batch-size=60", "evaluation.batch-size=10", "training.epochs=1");
    run("calm", config, RunOptions.Existing.REFUSE, () -> false);
    RunOptions.Existing existing = RunOptions.Existing.REFUSE;
    ProxylessOutcome outcome = new ProxylessOutcome.Interrupted();
    // Stops in each evaluation of an epoch, then in that of what was derived.
    for (int allowed : new int[] {1, 1, 4, 2, 3, 9}) {
      AtomicInteger asked = new AtomicInteger();
      outcome = run("stopped", config, existing, () -> asked.incrementAndGet() > allowed);
      existing = RunOptions.Existing.RESUME;
      if (outcome instanceof ProxylessOutcome.Finished) {
        break;
      }
    }
    assertThat(outcome).isInstanceOf(ProxylessOutcome.Finished.class);
    for (String file : FILES) {
      assertThat(directory.resolve("stopped").resolve(file))
          .hasSameBinaryContentAs(directory.resolve("calm").resolve(file));
    }
    assertThat(evaluations("stopped")).hasSize(2).isEqualTo(evaluations("calm"));
  }

  private List<String> evaluations(String name) throws IOException {
    try (var lines = Files.lines(directory.resolve(name).resolve("metrics.jsonl"))) {
      return lines
          .filter(line -> line.contains("evaluation/top-1"))
          .map(line -> line.replaceAll("\"time\":\"[^\"]*\"", ""))
          .toList();
    }
  }

  private void check(LayeredSpace space, long reference) throws IOException {
    Path run = directory.resolve("calm");
    ProxylessResult result = StrictJson.read(run.resolve("result.json"), ProxylessResult.class);
    assertThat(result.steps()).isEqualTo(9);
    assertThat(result.warmUpSteps()).isEqualTo(3);
    // None in the first epoch of the search, one a step in the second.
    assertThat(result.updates()).isEqualTo(3);
    assertThat(result.best()).hasSize(2);
    ProxylessResult.Found constrained = result.best().get(0);
    assertThat(constrained.rule()).isEqualTo("constrained");
    assertThat(constrained.withinTarget()).contains(true);
    assertThat(constrained.multiplyAdds()).isBetween((long) Math.ceil(0.95 * reference), reference);
    assertThat(constrained.cost()).contains((double) constrained.multiplyAdds());
    ProxylessResult.Found argmax = result.best().get(1);
    assertThat(argmax.rule()).isEqualTo("argmax");
    assertThat(argmax.logProbability()).isGreaterThanOrEqualTo(constrained.logProbability());
    assertThat(space.encode(space.parse(argmax.architecture()))).isEqualTo(argmax.architecture());
    int rows = space.choices().stream().mapToInt(List::size).sum();
    List<String> alphas = Files.readAllLines(run.resolve("alphas.csv"));
    assertThat(alphas).hasSize(1 + 4 * rows);
    // Neither the warm-up nor the first epoch after it moves them.
    for (int row = 1; row <= rows; row++) {
      String start = alphas.get(row).substring(1);
      assertThat(alphas.get(2 * rows + row).substring(1)).isEqualTo(start);
    }
    assertThat(alphas.get(3 * rows + 1)).isNotEqualTo("3" + alphas.get(1).substring(1));
    assertThat(Files.readString(run.resolve("metrics.jsonl")))
        .contains("architecture/entropy", "architecture/expected-cost", "evaluation/top-1");
  }

  @Test
  void evaluatedWithStatisticsEstimatedAnewIfAsked() throws IOException {
    ResolvedConfig<ProxylessConfig> config =
        config("training.epochs=1", "evaluation.recalibration-images=40");
    ProxylessOutcome outcome = run("anew", config, RunOptions.Existing.REFUSE, () -> false);
    ProxylessResult.Found found = ((ProxylessOutcome.Finished) outcome).result().best().get(0);
    LayeredSpace space = space(config);
    DataPair data = Datasets.open(config.value().data());
    RandomStreams streams = RandomStreams.of(config.value().seed());
    try (ProxylessSupernet network =
            new ProxylessSupernet(
                space,
                config.value().training().initialisation(),
                config.value().alphas().start(),
                streams,
                ComputeDevice.CPU,
                DataType.FLOAT32);
        Evaluator evaluator = new Evaluator(network)) {
      network.load(WeightFiles.read(directory.resolve("anew/supernet.safetensors")));
      SampledPath path = SampledPath.of(space.parse(found.architecture()));
      Accuracy anew =
          evaluator.accuracy(
              path,
              data.heldOutBatches(20),
              BatchNormRecalibration.cumulative(data.recalibrationBatches(streams, 40, 20)));
      assertThat(found.top1()).isEqualTo(anew.top1());
    }
  }

  @Test
  void picturesOfEvaluationAreDecodedOnceBeforeTheRunBegins() throws IOException {
    ResolvedConfig<ProxylessConfig> once = ofPictures("data.files.decode=once");
    new ProxylessRun(ofPictures(), List.of()).prepare();
    assertThat(decodedFiles()).isEmpty();
    new ProxylessRun(once, List.of()).prepare();
    // Those that are held out, and those of the recalibration.
    assertThat(decodedFiles()).hasSize(2);
    run("once", once, RunOptions.Existing.REFUSE, () -> false);
    assertThat(decodedFiles()).hasSize(2);
    run("each", ofPictures(), RunOptions.Existing.REFUSE, () -> false);
    assertThat(evaluations("once")).isNotEmpty().isEqualTo(evaluations("each"));
  }

  private List<String> decodedFiles() throws IOException {
    Path cache = Files.createDirectories(directory.resolve("cache"));
    try (Stream<Path> files = Files.list(cache)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("decoded-") && name.endsWith(".bin"))
          .toList();
    }
  }

  /** Ten classes of eight pictures, two of each held out. */
  private ResolvedConfig<ProxylessConfig> ofPictures(String... more) throws IOException {
    Path root = directory.resolve("pictures");
    for (int number = 0; number < 80; number++) {
      BufferedImage picture = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 120; pixel++) {
        picture.setRGB(pixel % 12, pixel / 12, (3 * number + pixel % 7) * 0x010101);
      }
      Path folder = Files.createDirectories(root.resolve("class" + number / 8));
      ImageIO.write(picture, "png", folder.resolve(number + ".png").toFile());
    }
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.source=folder",
                "data.dir=" + root,
                "data.files.cache=" + directory.resolve("cache"),
                "data.classes=",
                "data.normalisation=",
                "data.augmentation.pad=4",
                "evaluation.recalibration-images=40"));
    all.addAll(Arrays.asList(more));
    return config(all.toArray(String[]::new));
  }

  @Test
  void aTargetOutOfReachIsRefusedBeforeAnythingIsRead() throws IOException {
    long least = (long) Objective.multiplyAdds(space(config())).least();
    ResolvedConfig<ProxylessConfig> config =
        config(
            "objective.target=flops",
            "objective.reference=" + (least - 1),
            "data.dir=" + directory.resolve("nowhere"));
    assertThatThrownBy(() -> new ProxylessRun(config, List.of()))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INFEASIBLE))
        .hasMessageContaining("objective.reference")
        .hasMessageContaining("they have " + least);
  }

  @Test
  void reinforceOnAShrunkSpaceWithALatencyTarget() throws IOException {
    LayeredSpace space = space(config());
    Path table = directory.resolve("latency.json");
    table(space).write(table);
    ResolvedConfig<ProxylessConfig> config =
        config(
            "objective.target=latency",
            "objective.reference=30",
            "objective.table=" + table,
            "alphas.method=reinforce",
            "alphas.reinforce.samples=2",
            "alphas.reinforce.updates-per-epoch=2");
    ProxylessOutcome outcome = run("latency", config, RunOptions.Existing.REFUSE, () -> false);
    ProxylessResult result = ((ProxylessOutcome.Finished) outcome).result();
    assertThat(result.updates()).isEqualTo(2);
    assertThat(result.best().get(0).cost().orElseThrow()).isBetween(28.5, 30.0);
    assertThat(result.builtOn()).hasSize(1);
    assertThatThrownBy(
            () ->
                new ProxylessRun(
                    config(
                        "space.width=1",
                        "objective.target=latency",
                        "objective.reference=30",
                        "objective.table=" + table),
                    List.of()))
        .hasMessageContaining("objective.table")
        .hasMessageContaining("is of space mobilenet-gpu-21@tiny,");
  }

  /** 9 ms, and 1 ms for every op's place among the ops of its choice. */
  private static LatencyTable table(LayeredSpace space) {
    List<Map<String, Double>> choices = new ArrayList<>();
    for (List<CandidateOp> ops : space.choices()) {
      Map<String, Double> times = new LinkedHashMap<>();
      for (int op = 0; op < ops.size(); op++) {
        times.put(ops.get(op).id(), op + 0.25);
      }
      choices.add(times);
    }
    return new LatencyTable(
        LatencyTable.FORMAT,
        LatencyTable.KIND,
        space.id(),
        "cpu",
        1,
        1,
        1,
        1,
        9,
        choices,
        Optional.empty(),
        BuildInfo.read(),
        RuntimeInfo.of(Optional.empty(), "cpu", 1, Instant.EPOCH));
  }

  /** Three steps an epoch, so that every third is the last that an epoch reaches. */
  @Test
  void aSearchThatNeverTrainsTheArchitectureIsRefusedBeforeItBegins() throws IOException {
    refused("training.epochs is 1, must be at least 2", config("training.epochs=1"));
    refused(
        "alphas.gradient.every-steps is 4, must be at most the 3 steps of an epoch",
        config("alphas.gradient.every-steps=4"));
    ResolvedConfig<ProxylessConfig> third = config("alphas.gradient.every-steps=3");
    new ProxylessRun(third, List.of()).prepare();
    assertThat(new ProxylessRun(third, List.of()).plan().lines())
        .last()
        .asString()
        .contains("1 updates of the architecture");
  }

  private static void refused(String message, ResolvedConfig<ProxylessConfig> config) {
    ProxylessRun run = new ProxylessRun(config, List.of());
    for (ThrowingCallable start : List.<ThrowingCallable>of(run::prepare, run::plan)) {
      assertThatThrownBy(start)
          .isInstanceOfSatisfying(
              AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageContaining(message)
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void whatDoesNotFitIsSaid() throws IOException {
    assertThatThrownBy(() -> config("objective.target=latency", "objective.reference=3"))
        .hasMessageContaining("abs latency makes one");
    ResolvedConfig<ProxylessConfig> cells = config("space.id=nasbench201@tiny", "space.width=");
    assertThatThrownBy(() -> new ProxylessRun(cells, List.of()))
        .hasMessageContaining("must be a layered space");
    assertThat(new ProxylessRun(config(), List.of()).plan().lines())
        .contains("images: 60 to train the weights, 20 held out for the architecture")
        .last()
        .asString()
        .contains("search: 6 steps of 20 images", "3 updates of the architecture on 8 images");
  }
}
