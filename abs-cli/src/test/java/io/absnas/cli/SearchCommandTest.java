package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.data.StripesIdx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchCommandTest {
  @TempDir private Path folder;

  /** Three training steps, then two generations of three children. */
  private Path config() throws IOException {
    return Files.writeString(
        folder.resolve("small.yaml"),
        """
        algo: spos
        space: {id: nasbench201@tiny, channels: 2, input: 8}
        %s
        training: {batch-size: 20, epochs: 1}
        evolution: {generations: 2, population: 3, parents: 2, crossover: 1}
        evaluation: {recalibration-images: 20, batch-size: 20}
        checkpoint: {every-steps: 1}
        log: {every-steps: 1}
        """
            .formatted(StripesIdx.section(folder.resolve("data"), 80, "valid-images: 20")));
  }

  private Outcome search(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("search", "-c", config().toString()));
    arguments.addAll(List.of(more));
    return Outcome.of(arguments.toArray(String[]::new));
  }

  @Test
  void findsArchitecturesAndSaysWhereTheyAre() throws IOException {
    Path out = folder.resolve("run");
    Outcome outcome = search("--out", out.toString(), "--top-k", "3");
    assertThat(outcome.err()).doesNotContain("ERROR");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("6 children of nasbench201@tiny")
        .contains("best architecture: |")
        .contains("exported: " + out.resolve("architectures.txt"));
    assertThat(Files.readAllLines(out.resolve("architectures.txt"))).hasSize(3);
    assertThat(Files.readAllLines(out.resolve("evaluations.csv"))).hasSize(7);
    assertThat(out.resolve("report.html")).content().contains("Search of nasbench201@tiny");

    // Other commands take what was exported.
    Outcome flops =
        Outcome.of(
            "flops",
            "--space",
            "nasbench201@tiny",
            "--arch-file",
            out.resolve("architectures.txt").toString());
    assertThat(flops.code()).isZero();

    String report = Files.readString(out.resolve("report.html"));
    Files.delete(out.resolve("report.html"));
    assertThat(
            Outcome.of("report", out.toString(), "--out", out.resolve("report.html").toString())
                .code())
        .isZero();
    assertThat(out.resolve("report.html")).hasContent(report);

    String result = Files.readString(out.resolve("result.json"));
    Outcome resumed = Outcome.of("search", "--out", out.toString(), "--resume");
    assertThat(resumed.code()).isZero();
    assertThat(out.resolve("result.json")).hasContent(result);

    Outcome angle =
        search(
            "--out",
            folder.resolve("angle").toString(),
            "--supernet",
            out.resolve("supernet.safetensors").toString(),
            "--initial",
            out.resolve("base.safetensors").toString(),
            "--fitness",
            "angle",
            "--strategy",
            "random");
    assertThat(angle.code()).isZero();
    assertThat(angle.out()).contains("(random, by angle)");
  }

  @Test
  void oneRunForEachSeed() throws IOException {
    String out = folder.resolve("many").toString();
    assertThat(search("--out", out, "seeds=3..4").code()).isZero();
    assertThat(folder.resolve("many-s3/result.json")).exists();
    assertThat(folder.resolve("many-s4/config.yaml"))
        .content()
        .contains("seed: 4\n")
        .doesNotContain("seeds");
    Outcome again = search("--out", out, "--resume", "seeds=3..4");
    assertThat(again.code()).isZero();
    assertThat(again.out()).contains("seed 3: finished before", "seed 4: finished before");
  }

  @Test
  void plansWithoutTraining() throws IOException {
    Outcome outcome = search("--dry-run", "evolution.flops.max=3000000");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("children inside evolution.flops: ")
        .contains("training: 3 steps of 1 pass(es) over 20 images")
        .contains("at most 6 candidates, 40 images each, 240 in all");
  }

  @Test
  void anImpossibleWindowEndsWithFourAndSaysWhatCanBeReached() throws IOException {
    Outcome outcome = search("evolution.flops.max=5", "data.dir=/nowhere");
    assertThat(outcome.code()).isEqualTo(4);
    assertThat(outcome.err())
        .contains("evolution.flops.max is 5, below the smallest child of this space (");
  }

  @Test
  void workersHaveNothingToDoInASearchWithoutChildren() {
    for (String algorithm : List.of("darts", "pdarts", "proxyless")) {
      Outcome outcome =
          Outcome.of("search", "--algo", algorithm, "--space=darts", "--broker", "amqp://nowhere");
      assertThat(outcome.code()).isEqualTo(2);
      assertThat(outcome.err()).contains("--broker is for spos and fairnas");
    }
  }

  @Test
  void theAlgorithmDecidesTheDefaults() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.yaml"), "seed: 3\n");
    Outcome missing = Outcome.of("search", "-c", empty.toString());
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("--algo is missing: one of spos, fairnas");
    Outcome unknown = Outcome.of("search", "-c", empty.toString(), "--algo", "random");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("algo is random, must be one of spos, fairnas");
    Outcome unequal = Outcome.of("search", "--algo", "fairnas", "--space", "mobilenet-gpu-21@tiny");
    assertThat(unequal.code()).isEqualTo(2);
    assertThat(unequal.err()).contains("6 at choices 0 4 8 12 16 20, 7 at choices 1 2 3 ");
    Outcome shown = Outcome.of("config", "show", "--space", "darts", "algo=fairnas");
    assertThat(shown.out()).contains("paths: strictly-fair").contains("start: 0.5");
  }

  @Test
  void flagsOfTheReferenceAreUnderstood() throws IOException {
    Outcome outcome =
        search(
            "--dry-run",
            "--batch_size",
            "10",
            "--epochs",
            "2",
            "--learning_rate",
            "0.3",
            "--momentum",
            "0.8",
            "--weight_decay",
            "1e-4",
            "--grad_clip",
            "4",
            "--label_smooth",
            "0.2",
            "--report_freq",
            "30",
            "--local_rank",
            "0");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("training: 12 steps of 1 pass(es) over 10 images");
    assertThat(outcome.err()).contains("--local-rank has no effect");
    Outcome both =
        search("--dry-run", "--space", "nasbench201", "--operations_path", "shrunk.json");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.err()).contains("give one");
  }

  @Test
  void aPickledListOfOpCodesGoesBesideItsSpace() throws IOException {
    Path file = folder.resolve("nb201.p");
    try (InputStream in =
        SearchCommandTest.class.getResourceAsStream("/golden/torch/space/nb201.p")) {
      Files.write(file, in.readAllBytes());
    }
    Outcome outcome =
        search("--dry-run", "--space", "nasbench201@tiny", "--operations_path", file.toString());
    assertThat(outcome.code()).isZero();
    // Lists of 2, 3, 1, 1, 5 and 1 op codes.
    assertThat(outcome.out()).contains("nasbench201@tiny").contains(" 30 ");
  }
}
