package io.absnas.search.darts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.data.Datasets;
import io.absnas.core.data.EmbeddedImages;
import io.absnas.core.data.HostBatch;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.Alphas;
import io.absnas.core.space.Genotype;
import io.absnas.search.derive.DartsRule;
import io.absnas.search.derive.PdartsRule;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole searches with networks of three cells of width 4 on a few of the embedded images. */
class DartsSearchRunTest {
  private static final List<String> SMALL =
      List.of(
          "space.id=darts-cifar",
          "training.share=0.0016",
          "training.batch-size=8",
          "evaluation.last-epochs=0",
          "data.threads=1",
          "checkpoint.every-steps=1");

  private static final List<String> FILES =
      List.of(
          "result.json",
          "genotype.txt",
          "alphas.json",
          "alphas.csv",
          "genotypes.csv",
          "cell-normal.svg",
          "cell-reduce.dot",
          "stage-1.safetensors");

  @TempDir Path directory;

  private static ResolvedConfig<DartsSearchConfig> config(
      DartsAlgorithm algorithm, String... overrides) {
    return DartsRuns.config(algorithm, SMALL, overrides);
  }

  private static ResolvedConfig<DartsSearchConfig> threeStages() {
    return config(
        DartsAlgorithm.PDARTS,
        "stages.cells=[3, 3, 3]",
        "stages.channels=[4, 4, 4]",
        "stages.epochs=[1, 1, 1]",
        "stages.weight-epochs=[0, 0, 0]");
  }

  @Test
  void stoppedAndResumedStagesLeaveTheFilesOfACalmSearch() throws IOException {
    ResolvedConfig<DartsSearchConfig> config = threeStages();
    DartsOutcome calm =
        DartsRuns.run(directory.resolve("calm"), config, RunOptions.Existing.REFUSE, () -> false);
    assertThat(calm).isInstanceOf(DartsOutcome.Finished.class);
    RunOptions.Existing existing = RunOptions.Existing.REFUSE;
    DartsOutcome outcome = new DartsOutcome.Interrupted();
    int runs = 0;
    while (outcome instanceof DartsOutcome.Interrupted && runs < 20) {
      AtomicInteger asked = new AtomicInteger();
      outcome =
          DartsRuns.run(
              directory.resolve("stopped"), config, existing, () -> asked.incrementAndGet() > 3);
      existing = RunOptions.Existing.RESUME;
      runs++;
    }
    assertThat(runs).isGreaterThan(1);
    assertThat(outcome).isInstanceOf(DartsOutcome.Finished.class);
    for (String file : FILES) {
      assertThat(directory.resolve("stopped").resolve(file))
          .hasSameBinaryContentAs(directory.resolve("calm").resolve(file));
    }
    check(directory.resolve("calm"));
  }

  private static void check(Path run) throws IOException {
    DartsSearchResult result = StrictJson.read(run.resolve("result.json"), DartsSearchResult.class);
    Alphas alphas = Alphas.read(run.resolve("alphas.json"));
    assertThat(alphas.normal().ops()).allMatch(ops -> ops.size() == 3);
    Genotype genotype = PdartsRule.genotypes(alphas).within(2);
    assertThat(result.best().get(0).architecture()).isEqualTo(genotype.format());
    assertThat(Files.readString(run.resolve("genotype.txt")).strip()).isEqualTo(genotype.format());
    assertThat(Genotype.parse(result.genotype())).isEqualTo(genotype);
    assertThat(result.space()).isEqualTo("darts-cifar");
    assertThat(result.steps()).isEqualTo(6);
    assertThat(result.searchedSize()).isEqualTo(BigInteger.valueOf(8).pow(14));
    assertThat(result.searchedCells()).isEqualTo(BigInteger.valueOf(1_037_664_180));
    // Two records a stage, and a row for every op of 28 edges in each.
    assertThat(Files.readAllLines(run.resolve("genotypes.csv"))).hasSize(1 + 6);
    assertThat(Files.readAllLines(run.resolve("alphas.csv"))).hasSize(1 + 2 * 28 * (8 + 5 + 3));
  }

  @Test
  void dartsOfTheSecondOrderEndsWithTheGenotypeOfItsParameters() throws IOException {
    ResolvedConfig<DartsSearchConfig> config =
        config(
            DartsAlgorithm.DARTS,
            "stages.cells=[3]",
            "stages.channels=[4]",
            "stages.epochs=[1]",
            "alphas.order=second");
    DartsOutcome outcome =
        DartsRuns.run(directory.resolve("darts"), config, RunOptions.Existing.REFUSE, () -> false);
    assertThat(outcome).isInstanceOf(DartsOutcome.Finished.class);
    Alphas alphas = Alphas.read(directory.resolve("darts").resolve("alphas.json"));
    assertThat(((DartsOutcome.Finished) outcome).result().best().get(0).architecture())
        .isEqualTo(DartsRule.genotype(alphas).format());
  }

  @Test
  void otherImagesAreRefusedAndTheConfigurationStays() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    DartsRuns.run(
        directory.resolve("run"),
        threeStages(),
        RunOptions.Existing.REFUSE,
        () -> asked.incrementAndGet() > 1);
    Path provenance = directory.resolve("run").resolve("provenance.json");
    String images = EmbeddedImages.training().fingerprint();
    String text = Files.readString(provenance);
    assertThat(text).contains(images);
    Files.writeString(provenance, text.replace(images, "0".repeat(images.length())));
    Path file = directory.resolve("run").resolve("config.yaml");
    String before = Files.readString(file);
    ResolvedConfig<DartsSearchConfig> other =
        config(
            DartsAlgorithm.PDARTS,
            "stages.cells=[3, 3, 3]",
            "stages.channels=[4, 4, 4]",
            "stages.epochs=[1, 1, 1]",
            "stages.weight-epochs=[0, 0, 0]",
            "log.every-steps=77");
    assertThatThrownBy(
            () ->
                DartsRuns.run(
                    directory.resolve("run"), other, RunOptions.Existing.RESUME, () -> false))
        .hasMessageContaining("the run began with training images of fingerprint 000");
    assertThat(file).hasContent(before);
  }

  @Test
  void evaluationSeesAugmentedImagesUnlessToldOtherwise() {
    Halves halves = Halves.of(Datasets.open(threeStages().value().data()), 0.99, 0);
    RandomStreams streams = RandomStreams.of(3);
    HostBatch plain = halves.evaluation(20, Optional.empty()).batch(0);
    HostBatch changed = halves.evaluation(20, Optional.of(streams)).batch(0);
    assertThat(threeStages().value().evaluation().augmented()).isTrue();
    assertThat(changed.labels()).isEqualTo(plain.labels());
    assertThat(changed.pixels()).isNotEqualTo(plain.pixels());
  }

  @Test
  void whatDoesNotFitIsSaidBeforeAnythingIsDone() {
    assertThatThrownBy(
            () -> new DartsSearchRun(config(DartsAlgorithm.DARTS, "data.side=30"), List.of()))
        .hasMessageContaining("data.side is 30, must be a multiple of 4");
    assertThatThrownBy(
            () ->
                new DartsSearchRun(
                    config(
                        DartsAlgorithm.DARTS,
                        "training.learning-rate={kind: darts-line, start: 0.1, floor: null, per:"
                            + " null}",
                        "stages.epochs=[3]"),
                    List.of()))
        .hasMessageContaining("training.learning-rate does not fit: the line of DARTS needs more");
    assertThatThrownBy(() -> config(DartsAlgorithm.PDARTS, "stages.drops=[3]"))
        .hasMessageContaining("stages.drops has 1 entries, must have 2");
    assertThatThrownBy(() -> config(DartsAlgorithm.PDARTS, "alphas.order=second"))
        .hasMessageContaining("first order only");
    assertThatThrownBy(
            () -> config(DartsAlgorithm.DARTS, "alphas.order=second", "training.sgd.nesterov=true"))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("training.sgd.nesterov is true, must be false with alphas.order:");
    assertThat(config(DartsAlgorithm.DARTS, "training.sgd.nesterov=true")).isNotNull();
    assertThatThrownBy(
            () ->
                new DartsSearchRun(config(DartsAlgorithm.DARTS, "space.id=nasbench201"), List.of()))
        .hasMessageContaining("must be of DARTS' kind");
  }

  @Test
  void aStageMustTrainTheArchitectureAtItsEnd() {
    assertThatThrownBy(
            () -> config(DartsAlgorithm.DARTS, "stages.epochs=[3]", "stages.weight-epochs=[3]"))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("stages.weight-epochs has 3, must be at least 0 and below the 3");
    assertThatThrownBy(
            () ->
                config(
                    DartsAlgorithm.PDARTS,
                    "stages.epochs=[3, 3, 3]",
                    "stages.weight-epochs=[2, 3, 2]"))
        .hasMessageContaining("stages.weight-epochs has 3");
    assertThat(config(DartsAlgorithm.DARTS, "stages.epochs=[3]", "stages.weight-epochs=[2]"))
        .isNotNull();
  }

  @Test
  void dartsIsEvaluatedAfterEveryEpochHoweverManyThereAre() {
    HalvesEvaluationConfig darts = published(DartsAlgorithm.DARTS).evaluation();
    assertThat(darts.epochs(50)).isEqualTo(50);
    assertThat(darts.epochs(200)).isEqualTo(200);
    HalvesEvaluationConfig pdarts = published(DartsAlgorithm.PDARTS).evaluation();
    assertThat(pdarts.epochs(25)).isEqualTo(4);
    assertThat(pdarts.epochs(2)).isEqualTo(2);
    // As runs before this key could be absent have it.
    assertThat(published(DartsAlgorithm.DARTS, "evaluation.last-epochs=50").evaluation().epochs(60))
        .isEqualTo(50);
    assertThat(published(DartsAlgorithm.PDARTS, "evaluation.last-epochs=").evaluation().epochs(25))
        .isEqualTo(25);
  }

  private static DartsSearchConfig published(DartsAlgorithm algorithm, String... overrides) {
    return DartsRuns.config(algorithm, List.of("space.id=darts-cifar"), overrides).value();
  }

  @Test
  void thePlanCountsImagesStepsAndWeights() {
    DartsPlan plan =
        new DartsSearchRun(
                DartsSearchConfig.resolve(
                    DartsAlgorithm.DARTS,
                    ConfigSources.none().withOverrides(List.of("space.id=darts-cifar"))),
                List.of())
            .plan();
    assertThat(plan.lines())
        .contains("images: 5000 to train the weights, 5000 to train the architecture")
        .last()
        .asString()
        .contains("1930618 weights, 224 architecture parameters; 50 epochs of 79 steps");
  }
}
