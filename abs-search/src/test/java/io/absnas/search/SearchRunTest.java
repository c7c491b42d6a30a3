package io.absnas.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole searches on a few random images and a space of 27 architectures. */
class SearchRunTest extends SearchRuns {
  private static final List<String> FILES =
      List.of(
          "result.json",
          "evaluations.csv",
          "architectures.txt",
          "supernet.safetensors",
          "base.safetensors");

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
}
