package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.data.StripesIdx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  private static final String ARCHITECTURE = "0 -1 1";

  @TempDir private Path folder;

  private Path space() throws IOException {
    return Files.writeString(
        folder.resolve("space.yaml"),
        """
        id: small
        kind: layered
        input: 8
        classes: 10
        stem: {width: 8, stride: 2}
        first-width: 8
        stages:
          - {width: 8, repeats: 3, stride: 2}
        head-width: 16
        operations: [mobilenet_3x3_ratio_3, mobilenet_5x5_ratio_3, identity]
        """);
  }

  /** Two epochs of three steps. */
  private Path config() throws IOException {
    return Files.writeString(
        folder.resolve("small.yaml"),
        """
        space: {file: %s}
        %s
        training: {batch-size: 20, epochs: 2}
        evaluation: {every-epochs: 1, batch-size: 30}
        checkpoint: {every-steps: 1}
        log: {every-steps: 1}
        """
            .formatted(space(), StripesIdx.section(folder.resolve("data"), 60, "held-out: test")));
  }

  private Outcome train(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("train", "-c", config().toString()));
    arguments.addAll(List.of(more));
    return Outcome.of(arguments.toArray(String[]::new));
  }

  private static String line(Outcome outcome, String start) {
    return outcome
        .out()
        .lines()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line " + start + " in " + outcome.out()))
        .substring(start.length());
  }

  @Test
  void trainsAndEvaluatesWithTheSameNumbers() throws IOException {
    Path out = folder.resolve("run");
    Outcome trained = train("--arch", ARCHITECTURE, "--out", out.toString());
    assertThat(trained.err()).doesNotContain("ERROR");
    assertThat(trained.code()).isZero();
    assertThat(trained.out())
        .contains("0 -1 1 of small: ")
        .contains("trained 6 steps, 2 epochs")
        .contains("weights: " + out.resolve("best.safetensors"));
    assertThat(out.resolve("report.html")).content().contains("Training in small", "Accuracy");

    // The configuration of the training lies beside its weights.
    Path eval = folder.resolve("eval");
    Outcome evaluated =
        Outcome.of(
            "train",
            "--eval",
            "--eval-resume",
            out.resolve("last.safetensors").toString(),
            "--test_dir",
            folder.resolve("data").toString(),
            "--out",
            eval.toString());
    assertThat(evaluated.code()).isZero();
    assertThat(line(evaluated, "test images: "))
        .isEqualTo(line(trained, "last weights, test images: "));
    assertThat(evaluated.out()).containsPattern("throughput: \\d+ images/s");
    assertThat(Files.readAllLines(eval.resolve("per-class.csv"))).hasSize(11);
    assertThat(Files.readAllLines(eval.resolve("confusion.csv"))).hasSize(11);

    String report = Files.readString(out.resolve("report.html"));
    Files.delete(out.resolve("report.html"));
    assertThat(
            Outcome.of("report", out.toString(), "--out", out.resolve("report.html").toString())
                .code())
        .isZero();
    assertThat(out.resolve("report.html")).hasContent(report);

    // A finished run says the same again.
    String result = Files.readString(out.resolve("result.json"));
    Outcome resumed = Outcome.of("train", "--out", out.toString(), "--resume");
    assertThat(resumed.code()).isZero();
    assertThat(out.resolve("result.json")).hasContent(result);
    Outcome changed =
        Outcome.of(
            "train", "--out", out.toString(), "--resume", "training.learning-rate.start=0.3");
    assertThat(changed.code()).isEqualTo(5);
    assertThat(changed.err())
        .contains("training.learning-rate.start was 0.5, is 0.3; --allow-config-change goes on");
    Outcome meant =
        Outcome.of(
            "train",
            "--out",
            out.toString(),
            "--resume",
            "--allow-config-change",
            "training.learning-rate.start=0.3");
    assertThat(meant.code()).isZero();

    // Another run is built on this one.
    Outcome again = train("--result", out.toString(), "--out", folder.resolve("again").toString());
    assertThat(again.code()).isZero();
    assertThat(folder.resolve("again/result.json"))
        .content()
        .contains("\"kind\" : \"run\"", out.resolve("result.json").toString());
  }

  @Test
  void oneRunForEachSeed() throws IOException {
    String out = folder.resolve("many").toString();
    Path file = Files.writeString(folder.resolve("best.txt"), "# two\n0 1 1\n0 -1 1\n");
    assertThat(
            train("--arch-file", file.toString(), "--rank", "2", "--out", out, "seeds=3..4").code())
        .isZero();
    assertThat(folder.resolve("many-s3/result.json")).content().contains("\"0 -1 1\"");
    assertThat(folder.resolve("many-s4/config.yaml"))
        .content()
        .contains("seed: 4\n")
        .doesNotContain("seeds");
    Outcome again = train("--arch", ARCHITECTURE, "--out", out, "--resume", "seeds=3..4");
    assertThat(again.out()).contains("seed 3: finished before", "seed 4: finished before");
  }

  @Test
  void nothingIsResumedOrEvaluatedThatIsNotThere() throws IOException {
    Path none = folder.resolve("none");
    Outcome resumed = Outcome.of("train", "--out", none.toString(), "--resume");
    assertThat(resumed.code()).isEqualTo(5);
    assertThat(resumed.err()).contains(none + " holds no run to resume");
    Path text = Files.writeString(folder.resolve("notes.txt"), "no weights");
    Outcome evaluated = Outcome.of("train", "--eval", "--eval-resume", text.toString());
    assertThat(evaluated.code()).isEqualTo(3);
    assertThat(evaluated.err()).contains(text + ": unknown kind of weight file");
    assertThat(Outcome.of("train", "--out", "", "--resume").err())
        .contains("--out is empty, it must name a directory");
  }

  @Test
  void plansWithoutTraining() throws IOException {
    Outcome outcome = train("--arch", ARCHITECTURE, "--dry-run", "--no-estimate");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("images: 60 to train on, 60 to test on")
        .contains("training: 6 steps of 20 images, 2.0 epochs of 3 steps")
        .contains("evaluations: 2");
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() throws IOException {
    assertRefused("no architecture: give --arch TEXT", train());
    assertRefused(
        "exclude each other", train("--arch", ARCHITECTURE, "--result", folder.toString()));
    assertRefused(
        "exclude each other", train("--arch", ARCHITECTURE, "--epochs", "2", "--steps", "3"));
    assertRefused("--eval needs --eval-resume FILE", train("--eval"));
    assertRefused("--eval-resume needs --eval", train("--eval-resume", "x.safetensors"));
    assertRefused("--allow-config-change needs --resume", train("--allow-config-change"));
    assertRefused(
        "--no-estimate is for training, not for --eval",
        train("--eval", "--eval-resume", "x.safetensors", "--no-estimate"));
    assertThat(train("--arch", ARCHITECTURE, "--eval", "--eval-resume", "x.safetensors").code())
        .isEqualTo(3);
  }

  private static void assertRefused(String message, Outcome outcome) {
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains(message);
  }

  @Test
  void flagsOfTheReferenceAreUnderstood() throws IOException {
    Outcome outcome =
        train(
            "--dry-run",
            "--no-estimate",
            "--model_id",
            ARCHITECTURE,
            "--batch_size",
            "10",
            "--total_iters",
            "12",
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
            "--train_dir",
            folder.resolve("data").toString(),
            "--workers",
            "1",
            "--local_rank",
            "0");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("training: 12 steps of 10 images, 2.0 epochs of 6 steps");
    assertThat(outcome.err()).contains("--local-rank has no effect");
  }
}
