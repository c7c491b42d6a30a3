package io.absnas.search.darts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.data.Datasets;
import io.absnas.core.data.StripesIdx;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunOptions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches on data sets in files, with evaluations that are stopped. */
class DartsDataTest {
  private static final List<String> SMALL =
      List.of(
          "space.id=darts-cifar",
          "stages.cells=[3]",
          "stages.channels=[4]",
          "stages.epochs=[2]",
          "training.batch-size=10",
          "evaluation.batch-size=5",
          "data.threads=1");

  @TempDir Path directory;

  private static ResolvedConfig<DartsSearchConfig> config(String... overrides) {
    return DartsRuns.config(DartsAlgorithm.DARTS, SMALL, overrides);
  }

  @Test
  void anEpochThatIsStoppedInItsEvaluationIsRecordedByTheNextRun() throws IOException {
    ResolvedConfig<DartsSearchConfig> config =
        config(
            "data.source=idx",
            "data.dir=" + StripesIdx.write(directory.resolve("data"), 20),
            "data.classes=10",
            "data.valid-images=10",
            "training.batch-size=5",
            "data.side=8",
            "data.normalisation.mean=[0.5, 0.5, 0.5]",
            "data.normalisation.std=[0.5, 0.5, 0.5]");
    DartsRuns.run(directory.resolve("calm"), config, RunOptions.Existing.REFUSE, () -> false);
    RunOptions.Existing existing = RunOptions.Existing.REFUSE;
    DartsOutcome outcome = new DartsOutcome.Interrupted();
    // One step an epoch; the second question is that before the evaluation's first batch.
    for (int allowed : new int[] {1, 1, 2, 9, 1, 9}) {
      AtomicInteger asked = new AtomicInteger();
      outcome =
          DartsRuns.run(
              directory.resolve("stopped"),
              config,
              existing,
              () -> asked.incrementAndGet() > allowed);
      existing = RunOptions.Existing.RESUME;
      if (outcome instanceof DartsOutcome.Finished) {
        break;
      }
    }
    assertThat(outcome).isInstanceOf(DartsOutcome.Finished.class);
    for (String file : List.of("result.json", "alphas.csv", "genotypes.csv")) {
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

  private Path folder(int perClass) throws IOException {
    Path root = directory.resolve("pictures");
    for (String name : List.of("bright", "dark")) {
      Path pictures = Files.createDirectories(root.resolve(name));
      for (int number = 0; number < perClass; number++) {
        BufferedImage picture = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
        int grey = name.equals("dark") ? 10 + number : 200 + number;
        for (int pixel = 0; pixel < 120; pixel++) {
          picture.setRGB(pixel % 12, pixel / 12, grey * 0x010101);
        }
        ImageIO.write(picture, "png", pictures.resolve(number + ".png").toFile());
      }
    }
    return root;
  }

  private List<String> decodedFiles() throws IOException {
    Path cache = Files.createDirectories(directory.resolve("cache"));
    try (Stream<Path> files = Files.list(cache)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".bin") && name.startsWith("decoded-"))
          .toList();
    }
  }

  private ResolvedConfig<DartsSearchConfig> ofPictures(String... more) throws IOException {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "data.source=folder",
                "data.dir=" + folder(20),
                "data.files.cache=" + directory.resolve("cache"),
                "data.valid-images=4",
                "data.side=8"));
    overrides.addAll(List.of(more));
    return config(overrides.toArray(String[]::new));
  }

  @Test
  void picturesThatAreDecodedOnceAreBeforeTheRunBegins() throws IOException {
    String once = "data.files.decode=once";
    String plain = "evaluation.augmented=false";
    // Changed at random in every epoch, or never looked at: nothing to keep.
    new DartsSearchRun(ofPictures(once), List.of()).prepare();
    new DartsSearchRun(ofPictures(once, plain, "evaluation.last-epochs=0"), List.of()).prepare();
    assertThat(decodedFiles()).isEmpty();
    new DartsSearchRun(ofPictures(once, plain), List.of()).prepare();
    assertThat(decodedFiles()).hasSize(1);
    DartsRuns.run(
        directory.resolve("once"),
        ofPictures(once, plain),
        RunOptions.Existing.REFUSE,
        () -> false);
    assertThat(decodedFiles()).hasSize(1);
    DartsRuns.run(
        directory.resolve("each"), ofPictures(plain), RunOptions.Existing.REFUSE, () -> false);
    assertThat(evaluations("once")).hasSize(2).isEqualTo(evaluations("each"));
  }

  @Test
  void bothHalvesAreMadeSmallerBeforeTheRunBegins() throws IOException {
    new DartsSearchRun(ofPictures("data.files.training-side=9"), List.of()).prepare();
    assertThat(decodedFiles()).hasSize(2);
    Path blocked = Files.writeString(directory.resolve("file"), "no folder");
    DartsSearchRun nowhere =
        new DartsSearchRun(
            ofPictures("data.files.training-side=9", "data.files.cache=" + blocked), List.of());
    assertThatThrownBy(nowhere::prepare).isInstanceOf(AbsException.class);
  }

  @Test
  void picturesInAFolderAreDividedWithoutRegardToTheirClass() throws IOException {
    ResolvedConfig<DartsSearchConfig> config = ofPictures();
    Halves halves = Halves.of(Datasets.open(config.value().data()), 0.5, 0);
    assertThat(halves.weights().size()).isEqualTo(18);
    assertThat(halves.architecture().size()).isEqualTo(18);
    assertThat(halves.weights().fingerprint()).isNotEqualTo(halves.architecture().fingerprint());
    long dark =
        IntStream.range(0, 18).filter(position -> halves.weights().label(position) == 1).count();
    assertThat(dark).isBetween(4L, 14L);
    DartsOutcome outcome =
        DartsRuns.run(directory.resolve("folder"), config, RunOptions.Existing.REFUSE, () -> false);
    assertThat(outcome).isInstanceOf(DartsOutcome.Finished.class);
  }
}
