package io.absnas.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.jobs.RetryPolicy;
import io.absnas.core.jobs.RunStatus;
import io.absnas.core.jobs.TestBroker;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import io.absnas.core.weights.WeightFiles;
import io.absnas.search.remote.Broker;
import io.absnas.search.remote.RemoteJobRunner;
import io.absnas.search.remote.RemoteLimits;
import io.absnas.search.remote.RemoteWorker;
import io.absnas.search.remote.WorkerReport;
import io.absnas.search.remote.WorkerSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole searches on a few random images and a space of 27 architectures. */
class SearchRunTest {
  private static final String SPACE =
      """
      id: three-layers
      kind: layered
      input: 16
      classes: 10
      stem: {width: 8, stride: 2}
      first-width: 8
      stages:
        - {width: 8, repeats: 3, stride: 2}
      head-width: 16
      operations: [mobilenet_3x3_ratio_3, mobilenet_5x5_ratio_3, mobilenet_3x3_ratio_6]
      """;

  private static final List<String> FILES =
      List.of(
          "result.json",
          "evaluations.csv",
          "architectures.txt",
          "supernet.safetensors",
          "base.safetensors");

  @TempDir Path directory;
  private Path spaceFile = Path.of("unset");

  @BeforeEach
  void writeInputs() throws IOException {
    spaceFile = directory.resolve("space.yaml");
    Files.writeString(spaceFile, SPACE);
    writeImages("train", 64);
    writeImages("t10k", 40);
  }

  /** Random grey images of side 16 in the layout of MNIST. */
  private void writeImages(String part, int count) throws IOException {
    RandomGenerator random = RandomStreams.of(1).stream(part);
    byte[] pixels = new byte[count * 16 * 16];
    random.nextBytes(pixels);
    ByteBuffer images = ByteBuffer.allocate(16 + pixels.length);
    images.putInt(0x803).putInt(count).putInt(16).putInt(16).put(pixels);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i % 10));
    }
    Files.write(directory.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(directory.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  private String data() {
    return "data={source: idx, dir: \""
        + directory
        + "\", classes: 10, held-out: test, side: 16, threads: 1,"
        + " normalisation: {mean: [0.5], std: [0.5]}}";
  }

  /** Two epochs of two steps, then three generations of five. */
  private ResolvedConfig<SearchConfig> config(Algorithm algorithm, String... more) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "space.file=" + spaceFile,
                data(),
                "training.batch-size=32",
                "training.epochs=2",
                "training.learning-rate.start=0.1",
                "evolution.generations=3",
                "evolution.population=5",
                "evolution.parents=3",
                "evolution.crossover=2",
                "evaluation.recalibration-images=30",
                "evaluation.recalibration-batch-size=10",
                "evaluation.batch-size=20",
                "checkpoint={every-steps: 1, keep: 2}",
                "log={every-steps: 1, every-seconds: 1}"));
    overrides.addAll(List.of(more));
    return SearchConfig.resolve(algorithm, ConfigSources.none().withOverrides(overrides));
  }

  private static SearchOutcome run(
      ResolvedConfig<SearchConfig> config,
      Path out,
      RunOptions.Existing existing,
      BooleanSupplier stop) {
    SearchRun run = new SearchRun(config, List.of("abs", "search"));
    try (RunDirectory directory =
        RunDirectory.open(out, config.yaml(), SearchRun.options(existing))) {
      return run.run(directory, Optional.empty(), stop);
    }
  }

  private static SearchResult run(ResolvedConfig<SearchConfig> config, Path out) {
    return ((SearchOutcome.Finished) run(config, out, RunOptions.Existing.REFUSE, () -> false))
        .result();
  }

  /** Says stop at the given question. */
  private static BooleanSupplier stopAfter(int questions) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() >= questions;
  }

  private static List<String> lines(Path run) throws IOException {
    return Files.readAllLines(run.resolve("evaluations.csv"));
  }

  @Test
  void aRunCutAgainAndAgainLeavesTheFilesOfACalmOne() throws IOException {
    ResolvedConfig<SearchConfig> config = config(Algorithm.SPOS);
    Path calm = directory.resolve("calm");
    SearchResult result = run(config, calm);
    assertThat(result.trainingSteps()).isEqualTo(4);
    assertThat(result.evaluated()).isEqualTo(15);
    assertThat(result.generations()).isEqualTo(3);
    assertThat(result.best()).hasSize(2);
    assertThat(result.best().get(0).images()).contains(40L);

    Path cut = directory.resolve("cut");
    assertThat(run(config, cut, RunOptions.Existing.REFUSE, stopAfter(2)))
        .isEqualTo(new SearchOutcome.Interrupted());
    int cuts = 0;
    SearchOutcome outcome = new SearchOutcome.Interrupted();
    while (outcome instanceof SearchOutcome.Interrupted && cuts < 40) {
      cuts++;
      outcome = run(config, cut, RunOptions.Existing.RESUME, stopAfter(15 + cuts));
    }
    assertThat(outcome).isInstanceOf(SearchOutcome.Finished.class);
    assertThat(cuts).isGreaterThan(2);
    for (String file : FILES) {
      assertThat(cut.resolve(file)).as(file).hasSameBinaryContentAs(calm.resolve(file));
    }
    assertThat(StrictJson.read(cut.resolve("result.json"), SearchResult.class)).isEqualTo(result);
    List<Long> steps =
        MetricLog.read(cut.resolve("metrics.jsonl")).stream()
            .map(MetricLog.Line::step)
            .distinct()
            .toList();
    // Four training steps, then the supernet itself is one, then fifteen children.
    assertThat(steps).isSorted().contains(1L, 4L, 6L, 20L).doesNotContain(5L);
  }

  @Test
  void aFinishedSearchResumedChangesNothing() throws IOException {
    ResolvedConfig<SearchConfig> config = config(Algorithm.SPOS);
    Path out = directory.resolve("run");
    run(config, out);
    String result = Files.readString(out.resolve("result.json"));
    run(config, out, RunOptions.Existing.RESUME, () -> false);
    assertThat(out.resolve("result.json")).hasContent(result);
  }

  @Test
  void oneAndTwoDevicesFindTheSame() throws IOException {
    Path trained = directory.resolve("trained");
    run(config(Algorithm.SPOS), trained);
    List<Path> runs = new ArrayList<>();
    for (String device : List.of("cpu", "cpu:2", "cpu:3")) {
      Path out = directory.resolve("on-" + device.replace(":", ""));
      run(
          config(
              Algorithm.SPOS,
              "device=" + device,
              "supernet.weights=" + trained.resolve("supernet.safetensors"),
              "supernet.initial=" + trained.resolve("base.safetensors")),
          out);
      runs.add(out);
    }
    for (Path other : runs.subList(1, 3)) {
      for (String file : List.of("result.json", "evaluations.csv", "architectures.txt")) {
        assertThat(other.resolve(file)).hasSameBinaryContentAs(runs.get(0).resolve(file));
      }
    }
    // The supernet is the one that was trained, so its children are too.
    assertThat(lines(runs.get(0))).isEqualTo(lines(trained));
  }

  @Test
  void workersAtABrokerFindTheSame() throws Exception {
    TestBroker test = TestBroker.get();
    Broker broker = Broker.of(test.address(), test.environment());
    Path here = directory.resolve("here");
    // Cleared against a default, so that workers must read the configuration back as it was.
    run(config(Algorithm.SPOS, "evaluation.recalibration-momentum="), here);
    for (int workers : List.of(1, 4)) {
      Path out = directory.resolve("by-" + workers);
      ResolvedConfig<SearchConfig> config =
          config(
              Algorithm.SPOS,
              "evaluation.recalibration-momentum=",
              "supernet.weights=" + here.resolve("supernet.safetensors"),
              "supernet.initial=" + here.resolve("base.safetensors"));
      AtomicBoolean stop = new AtomicBoolean();
      ExecutorService threads = Executors.newFixedThreadPool(workers);
      EvaluationPlace place =
          like -> {
            for (int i = 0; i < workers; i++) {
              String name = "worker-" + i;
              Future<WorkerReport> unused =
                  threads.submit(() -> work(out, broker, like.run(), name, stop));
            }
            return new RemoteJobRunner(
                broker, like, RemoteLimits.of(new RetryPolicy(3)), Duration.ofSeconds(60));
          };
      SearchRun run = new SearchRun(config, List.of("abs", "search"));
      try (RunDirectory opened =
          RunDirectory.open(out, config.yaml(), SearchRun.options(RunOptions.Existing.REFUSE))) {
        assertThat(run.run(opened, Optional.of(place), () -> false))
            .isInstanceOf(SearchOutcome.Finished.class);
      } finally {
        stop.set(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(lines(out)).isEqualTo(lines(here));
      assertThat(best(out)).isEqualTo(best(here));
      SearchStatus status = SearchStatus.read(out).orElseThrow();
      assertThat(status.status().state()).isEqualTo(RunStatus.State.FINISHED);
      assertThat(status.status().done()).isEqualTo(15);
    }
  }

  private static List<SearchResult.Found> best(Path run) {
    return StrictJson.read(run.resolve("result.json"), SearchResult.class).best();
  }

  /** A worker that knows the run directory, as another process does. */
  private static WorkerReport work(
      Path search, Broker broker, String run, String name, AtomicBoolean stop) {
    ResolvedConfig<SearchConfig> config =
        SearchConfig.resolve(
            Algorithm.SPOS, ConfigSources.none().withFile(search.resolve("config.yaml")));
    Path supernet = Path.of(config.value().supernet().orElseThrow().weights());
    try (ChildWorker worker = ChildWorker.open(config, supernet)) {
      return new RemoteWorker(broker, run, WorkerSettings.of(name), worker.handlers(), stop::get)
          .serve();
    }
  }

  @Test
  void everyLineTellsWhatAChildIsAndDoes() throws IOException {
    Path out = directory.resolve("run");
    SearchResult result = run(config(Algorithm.SPOS, "evolution.top-k=4"), out);
    List<String> lines = lines(out);
    assertThat(lines.get(0))
        .isEqualTo(
            "index,generation,source,architecture,table-flops,multiply-adds,parameters,angle,status,"
                + "top-1,top-5,images,reason");
    assertThat(lines).hasSize(16);
    assertThat(lines.get(1)).startsWith("0,0,random,");
    assertThat(lines.get(6)).startsWith("5,1,mutation,");
    assertThat(lines.get(10)).startsWith("9,1,crossover,");
    SearchSpace space = SpaceCatalog.find(spaceFile.toString());
    AngleScorer angles =
        new AngleScorer(
            WeightSums.of(
                space,
                WeightFiles.read(out.resolve("base.safetensors")),
                WeightFiles.read(out.resolve("supernet.safetensors"))));
    double best = 0;
    for (String line : lines.subList(1, 16)) {
      String[] cells = line.split(",", -1);
      assertThat(Double.parseDouble(cells[7])).isEqualTo(angles.angle(space.parse(cells[3])));
      assertThat(cells[8]).isEqualTo("done");
      // top-1 of 40 images
      assertThat(Double.parseDouble(cells[9]) * 40 % 1).isZero();
      best = Math.max(best, Double.parseDouble(cells[9]));
    }
    assertThat(result.best().get(0).top1()).contains(best);
    assertThat(Files.readAllLines(out.resolve("architectures.txt")))
        .isEqualTo(result.best().stream().map(SearchResult.Found::architecture).toList())
        .hasSize(4)
        .allSatisfy(text -> assertThat(space.contains(space.parse(text))).isTrue());
  }

  @Test
  void anImpossibleWindowEndsBeforeDataAreTouched() {
    assertFails(
        ExitCode.INFEASIBLE,
        "evolution.flops.max is 10, below the smallest child of this space (",
        () ->
            new SearchRun(
                config(Algorithm.SPOS, "evolution.flops.max=10", "data.dir=/nowhere"), List.of()));
    assertFails(
        ExitCode.INFEASIBLE,
        "evolution.flops.min is 99999999, above the largest child of this space (",
        () ->
            new SearchRun(
                config(Algorithm.SPOS, "evolution.flops.min=99999999", "data.dir=/nowhere"),
                List.of()));
  }

  @Test
  void strictFairnessIsForEqualNumbersOfOpsAndForFairnasAlone() throws IOException {
    Files.writeString(
        spaceFile, SPACE.replace("mobilenet_3x3_ratio_6]", "mobilenet_3x3_ratio_6, identity]"));
    assertFails(
        ExitCode.USAGE,
        "space three-layers has 3 at choice 0, 4 at choices 1 2",
        () -> new SearchRun(config(Algorithm.FAIRNAS), List.of()));
    assertFails(
        ExitCode.USAGE,
        "training.paths is strictly-fair, which is algo: fairnas",
        () -> new SearchRun(config(Algorithm.SPOS, "training.paths=strictly-fair"), List.of()));
    assertFails(
        ExitCode.USAGE,
        "training.paths must be strictly-fair",
        () -> new SearchRun(config(Algorithm.FAIRNAS, "training.paths=uniform"), List.of()));
  }

  @Test
  void fairnasTrainsAsManyPassesAsSposAndSearchesInsideTheWindow() throws IOException {
    Path out = directory.resolve("fair");
    SearchResult result =
        run(config(Algorithm.FAIRNAS, "training.epochs=5", "evolution.strategy=random"), out);
    // floor(5 epochs * 2 batches / 3 ops)
    assertThat(result.trainingSteps()).isEqualTo(3);
    assertThat(result.strategy()).isEqualTo("random");
    assertThat(lines(out).subList(1, 16)).allMatch(line -> line.contains(",random,"));

    long[] flops =
        lines(out).stream()
            .skip(1)
            .mapToLong(line -> Long.parseLong(line.split(",", -1)[4]))
            .toArray();
    Arrays.sort(flops);
    Path window = directory.resolve("window");
    SearchResult narrow =
        run(
            config(
                Algorithm.FAIRNAS,
                "evolution.flops={min: " + flops[3] + ", max: " + flops[8] + "}"),
            window);
    assertThat(narrow.inWindow().get().intValue()).isBetween(1, 26);
    assertThat(lines(window).stream().skip(1).map(line -> Long.parseLong(line.split(",", -1)[4])))
        .allSatisfy(cost -> assertThat(cost).isBetween(flops[3], flops[8]));
  }

  @Test
  void theAngleNeedsNoImagesAndFindsTheLargest() throws IOException {
    Path trained = directory.resolve("trained");
    run(config(Algorithm.SPOS), trained);
    Path out = directory.resolve("angle");
    SearchResult result =
        run(
            config(
                Algorithm.SPOS,
                "data.dir=/nowhere",
                "evolution.fitness=angle",
                "evolution.generations=20",
                "evolution.population=10",
                "supernet.weights=" + trained.resolve("supernet.safetensors"),
                "supernet.initial=" + trained.resolve("base.safetensors")),
            out);
    SearchSpace space = SpaceCatalog.find(spaceFile.toString());
    AngleScorer angles =
        new AngleScorer(
            WeightSums.of(
                space,
                WeightFiles.read(trained.resolve("base.safetensors")),
                WeightFiles.read(trained.resolve("supernet.safetensors"))));
    double largest = Architectures.all(space).mapToDouble(angles::angle).max().orElseThrow();
    assertThat(result.best().get(0).angle()).contains(largest);
    assertThat(result.best().get(0).top1()).isEmpty();
    // All 27 architectures were made before the 20 generations were over.
    assertThat(result.evaluated()).isEqualTo(27);
    assertThat(lines(out).get(1)).contains(",scored,");
    assertFails(
        ExitCode.USAGE,
        "supernet.initial is missing",
        () ->
            new SearchRun(
                config(
                    Algorithm.SPOS,
                    "evolution.prefilter=3",
                    "supernet.weights=" + trained.resolve("supernet.safetensors")),
                List.of()));
  }

  @Test
  void nsga2ReportsTheFront() {
    SearchResult result =
        run(config(Algorithm.SPOS, "evolution.strategy=nsga2"), directory.resolve("front"));
    List<SearchResult.Found> front = result.front().orElseThrow();
    assertThat(front.get(0).top1()).isEqualTo(result.best().get(0).top1());
    for (int i = 1; i < front.size(); i++) {
      assertThat(front.get(i).top1().get()).isLessThanOrEqualTo(front.get(i - 1).top1().get());
      assertThat(front.get(i).tableFlops()).isLessThanOrEqualTo(front.get(i - 1).tableFlops());
    }
  }

  @Test
  void childrenWithAPoisonedOpFailWithTheReasonAndTheOthersDoNot() throws IOException {
    Path trained = directory.resolve("trained");
    run(config(Algorithm.SPOS), trained);
    NamedTensors weights = WeightFiles.read(trained.resolve("supernet.safetensors"));
    String poisoned = "features.1._ops.1.conv.0.weight";
    List<HostTensor> tensors = new ArrayList<>();
    for (HostTensor tensor : weights.tensors()) {
      float[] nans = new float[tensor.size()];
      Arrays.fill(nans, Float.NaN);
      tensors.add(
          tensor.name().equals(poisoned)
              ? HostTensor.of(tensor.name(), tensor.shape(), nans)
              : tensor);
    }
    Path poison = directory.resolve("poison.safetensors");
    Safetensors.write(poison, NamedTensors.of(tensors), Map.of());
    Path out = directory.resolve("poisoned");
    SearchResult result = run(config(Algorithm.SPOS, "supernet.weights=" + poison), out);
    int failed = 0;
    for (String line : lines(out).subList(1, 16)) {
      String[] cells = line.split(",", -1);
      boolean holdsPoison = cells[3].split(" ", -1)[1].equals("1");
      assertThat(cells[8]).isEqualTo(holdsPoison ? "failed" : "done");
      assertThat(line.endsWith("logit 0 of held-out image 0 is NaN")).isEqualTo(holdsPoison);
      failed += holdsPoison ? 1 : 0;
    }
    assertThat(failed).isPositive();
    assertThat(result.failed()).isEqualTo(failed);
    assertThat(result.best())
        .noneMatch(found -> found.architecture().split(" ", -1)[1].equals("1"));
  }

  @Test
  void resultsAreKeptForOtherRuns() throws IOException {
    Path cache = directory.resolve("cache");
    Path first = directory.resolve("first");
    run(config(Algorithm.SPOS, "evaluation.cache=" + cache), first);
    List<Path> entries;
    try (Stream<Path> files = Files.walk(cache)) {
      entries = files.filter(Files::isRegularFile).toList();
    }
    assertThat(entries).hasSize(15);
    for (Path entry : entries) {
      String text = Files.readString(entry);
      // Changed, and without the seal that tells.
      Files.writeString(
          entry,
          text.replaceAll("\"top-1-hits\" : \"[0-9]+\"", "\"top-1-hits\" : \"0\"")
              .replaceFirst(",\n  \"sha256\" : \"[0-9a-f]{64}\"", ""));
    }
    Path second = directory.resolve("second");
    run(config(Algorithm.SPOS, "evaluation.cache=" + cache), second);
    assertThat(lines(second).subList(1, 6)).allMatch(line -> line.contains(",done,0.0,"));
    // Another seed asks for other recalibration images, so nothing that was kept is for it.
    Path other = directory.resolve("other");
    run(
        config(
            Algorithm.SPOS,
            "seed=9",
            "evaluation.cache=" + cache,
            "supernet.weights=" + first.resolve("supernet.safetensors")),
        other);
    assertThat(lines(other)).anyMatch(line -> line.matches(".*,done,0\\.[0-9]*[1-9].*"));
  }

  @Test
  void filesOfTheRunThatWereChangedAreNoticed() throws IOException {
    ResolvedConfig<SearchConfig> config = config(Algorithm.SPOS);
    Path out = directory.resolve("run");
    run(config, out);
    Files.copy(
        out.resolve("base.safetensors"),
        out.resolve("supernet.safetensors"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertFails(
        ExitCode.CHECKPOINT,
        "supernet.safetensors: holds other weights",
        () -> run(config, out, RunOptions.Existing.RESUME, () -> false));
    Files.delete(out.resolve("supernet.safetensors"));
    assertFails(
        ExitCode.CHECKPOINT,
        "supernet.safetensors: no such file",
        () -> run(config, out, RunOptions.Existing.RESUME, () -> false));
    assertFails(
        ExitCode.CHECKPOINT,
        "evolution.population was 5, is 6",
        () ->
            run(
                config(Algorithm.SPOS, "evolution.population=6"),
                out,
                RunOptions.Existing.RESUME,
                () -> false));
  }

  @Test
  void cellSpacesAreTrainedAndSearched() throws IOException {
    ResolvedConfig<SearchConfig> config =
        config(
            Algorithm.SPOS,
            "space={id: nasbench201@tiny, channels: 4, input: 16, file: }",
            "training.epochs=1",
            "evolution.generations=2",
            "evolution.prefilter=2");
    SearchResult result = run(config, directory.resolve("cells"));
    assertThat(result.evaluated()).isEqualTo(10);
    assertThat(result.best().get(0).architecture()).startsWith("|").contains("~0|+|");
    assertThat(result.best().get(0).angle()).isPresent();
  }

  @Test
  void thePlanCountsStepsAndImages() {
    SearchPlan plan =
        new SearchRun(
                config(Algorithm.FAIRNAS, "training.epochs=5", "evolution.flops.max=99999999"),
                List.of())
            .plan();
    assertThat(plan.size()).isEqualTo(27);
    assertThat(plan.inWindow().get()).isEqualTo(27);
    assertThat(plan.trainingSteps()).isEqualTo(3);
    assertThat(plan.passes()).isEqualTo(3);
    assertThat(plan.candidates()).isEqualTo(15);
    assertThat(plan.imagesPerCandidate()).isEqualTo(30 + 40);
    assertThat(plan.lines()).anyMatch(line -> line.contains("3 steps of 3 pass(es)"));
  }

  private static void assertFails(ExitCode exitCode, String part, Runnable action) {
    AbsException failure = catchThrowableOfType(AbsException.class, action::run);
    assertThat(failure.getMessage()).contains(part).doesNotContain("\n");
    assertThat(failure.exitCode()).isEqualTo(exitCode);
  }
}
