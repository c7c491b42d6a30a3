package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.absnas.core.data.StripesIdx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShrinkCommandTest {
  @TempDir private Path folder;

  /** A configuration that trains for three steps on tiny images. */
  private Path config() throws IOException {
    return Files.writeString(
        folder.resolve("small.yaml"),
        """
        space: {id: nasbench201@tiny, channels: 2, input: 8}
        %s
        training:
          batch-size: 20
          epochs: 1
          later-epochs: 1
          paths: independent-cells
          sgd: {decay: all, zero-gradients: missing-is-zero}
        scoring: {children-per-op: 20, minimum-children: 0}
        drop: {count: 6}
        stop: {size: 1, stages: 2}
        evaluation: {children: 2, recalibration-images: 20}
        checkpoint: {every-steps: 1}
        log: {every-steps: 1}
        """
            .formatted(StripesIdx.section(folder.resolve("data"), 80, "valid-images: 20")));
  }

  private Outcome shrink(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("shrink", "-c", config().toString()));
    arguments.addAll(List.of(more));
    return Outcome.of(arguments.toArray(String[]::new));
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }

  @Test
  void trainsScoresDropsAndReports() throws IOException {
    Path out = folder.resolve("run");
    Path operations = folder.resolve("left.json");
    Outcome outcome =
        shrink("--save", out.toString(), "--operations_path", operations.toString(), "--seed", "7");
    assertThat(outcome.err()).doesNotContain("Exception", "CUDA");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("scores of stage 1", "stage 0: 15625 ->", "shrunk space: ")
        .contains("report: " + out.resolve("report.html"));
    assertThat(json(out.resolve("provenance.json")).get("seed").intValue()).isEqualTo(7);
    assertThat(Files.readString(out.resolve("log.txt"))).contains("stage=0");
    assertThat(Files.readString(out.resolve("report.html"))).contains("Training loss");
    assertThat(operations).hasSameTextualContentAs(out.resolve("shrunk-space.json"));
    Outcome flops = Outcome.of("flops", "--space", operations.toString());
    assertThat(flops.code()).isZero();
    String left = json(out.resolve("result.json")).get("size-after").asText();
    assertThat(flops.out()).contains("architectures\t" + left + "\n");

    assertThat(shrink("--out", out.toString()))
        .satisfies(
            again -> {
              assertThat(again.code()).isEqualTo(2);
              assertThat(again.err().lines())
                  .singleElement()
                  .asString()
                  .contains(out.toString(), "--resume", "--overwrite");
            });
    assertThat(shrink("--out", out.toString(), "--resume", "drop.count=5").code()).isEqualTo(5);
    assertThat(
            Outcome.of("report", out.toString(), "--out", out.resolve("report.html").toString())
                .code())
        .isZero();
  }

  @Test
  void stoppedRunWritesACheckpointAndGoesOnToTheSameEnd() throws IOException {
    Path calm = folder.resolve("calm");
    assertThat(shrink("--out", calm.toString()).code()).isZero();
    Path stopped = folder.resolve("stopped");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Main main =
        new Main(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    main.stop();
    int code = main.run("shrink", "-c", config().toString(), "--out", stopped.toString());
    assertThat(code).isEqualTo(143);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("stopped after step 1", "--resume");
    assertThat(Outcome.of("shrink", "--out", stopped.toString(), "--resume").code()).isZero();
    for (String name : List.of("history.json", "result.json", "shrunk-space.json")) {
      assertThat(stopped.resolve(name)).hasSameTextualContentAs(calm.resolve(name));
    }
  }

  @Test
  void oneRoundFromWeightsOfOthersDropsWhatTheReferenceDrops() throws IOException {
    Path out = folder.resolve("run");
    Outcome outcome =
        Outcome.of(
            "shrink",
            "--space=nasbench201",
            "--channels=4",
            "--cells=1",
            "--initial=" + copy("c4n1-init.npz"),
            "--trained=" + copy("c4n1-trained.npz"),
            "--out=" + out);
    assertThat(outcome.code()).isZero();
    // The reference leaves these after 20 drops on the same weights.
    assertThat(outcome.out())
        .contains("16 of 15625 architectures")
        .contains("  1<-0   nor_conv_1x1 nor_conv_3x3\n", "  2<-0   nor_conv_3x3\n")
        .contains("  2<-1   nor_conv_3x3\n", "  3<-0   nor_conv_1x1 nor_conv_3x3\n")
        .contains("  3<-1   nor_conv_1x1 nor_conv_3x3\n", "  3<-2   nor_conv_1x1 nor_conv_3x3\n");
    assertThat(out.resolve("report.html")).exists();
    // Its configuration is that of a run that trains.
    Outcome resumed = Outcome.of("shrink", "--out=" + out, "--resume");
    assertThat(resumed.code()).isEqualTo(5);
    assertThat(resumed.err()).contains("is one round on weights from files");
    Files.delete(out.resolve("result.json"));
    Outcome searched =
        Outcome.of(
            "search",
            "--algo=spos",
            "--space=" + out.resolve("shrunk-space.json"),
            "--dry-run",
            "--device=nowhere");
    assertThat(searched.code()).isEqualTo(2);
    assertThat(searched.err())
        .contains("shrunk-space.json: its run is not finished, the space may shrink further")
        .contains("device is 'nowhere', must be cpu, cpu:N, gpu:I[,I...] or auto");
  }

  @Test
  void aBadWeightFileLeavesNoRunDirectory() throws IOException {
    Path out = folder.resolve("run");
    Path cut = copy("c4n1-trained.npz");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 1000));
    Outcome outcome =
        Outcome.of(
            "shrink",
            "--space=nasbench201",
            "--channels=4",
            "--cells=1",
            "--initial=" + copy("c4n1-init.npz"),
            "--trained=" + cut,
            "--out=" + out);
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err().lines()).singleElement().asString().contains(cut.toString());
    assertThat(out).doesNotExist();
  }

  private Path copy(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in =
        ShrinkCommandTest.class.getResourceAsStream("/golden/nb201-angle/" + name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  @Test
  void dryRunPrintsThePlanAndLeavesNothing() throws IOException {
    Path out = folder.resolve("run");
    Outcome outcome = shrink("--dry-run", "--out", out.toString());
    assertThat(outcome.code()).isZero();
    // 60 images to train on make 3 batches of 20.
    assertThat(outcome.out()).contains("15625", "60 to train on", "3 steps per epoch");
    assertThat(outcome.out())
        .contains("estimated time: ", "estimated peak memory: ", "estimated Java heap: ")
        .contains("measured on cpu: ", "images a replica", "measured: loading, ")
        .doesNotContain("assumed");
    assertThat(out).doesNotExist();
    Outcome plan = shrink("--dry-run", "--no-estimate");
    assertThat(plan.code()).isZero();
    assertThat(outcome.out()).startsWith(plan.out());
    assertThat(plan.out()).doesNotContain("estimated");
  }

  @Test
  void dryRunOfAPublishedRecipeNeedsNoData() {
    Outcome outcome =
        Outcome.of(
            "shrink",
            "-c",
            "../configs/shrink-mobilenet-gpu-21-imagenet.yaml",
            "--dry-run",
            "--no-estimate",
            "data.images=1231167");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("mobilenet-gpu-21: 221502229807900608 architectures, 141 EdgeOps")
        .contains("table FLOPs of a child: 184206200 to 1038400856")
        .contains("1231167 (assumed) to train on, 50000 (assumed) held out, 2404 steps per epoch")
        .contains("*assumed*: data.dir is ")
        .contains("at most 15 stages, 170 epochs, 408680 steps")
        .contains("stage 0, after 100 epochs, 240400 steps: 0.150200")
        .contains("stage 14, after 170 epochs, 408680 steps: 0.0803400");
  }

  @Test
  void dryRunWithoutDataAndTheirNumberSaysWhatToSet() throws IOException {
    Outcome outcome = shrink("--dry-run", "data.dir=/no/such/folder");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .contains("/no/such/folder", "data.images=N");
  }

  @Test
  void dryRunEndsWithItsCodeAfterThePlanIfADeviceIsNotThere() throws IOException {
    Outcome outcome = shrink("--dry-run", "--device", "gpu:97");
    assertThat(outcome.out()).contains("3 steps per epoch");
    assertThat(outcome.err()).contains("gpu:97");
    assertThat(outcome.code()).isEqualTo(7);
    assertThat(shrink("--dry-run", "--no-estimate", "--device", "gpu:97").code()).isZero();
  }

  @Test
  void flagsOfTheReferenceSetKeysInBothSpellings() throws IOException {
    assertThat(shrink("--dry-run", "--no-estimate", "--batch_size", "30").out())
        .contains("2 steps per epoch");
    assertThat(shrink("--dry-run", "--no-estimate", "--batch-size=15").out())
        .contains("4 steps per epoch");
    Outcome outcome = shrink("--dry-run", "--no-estimate", "--local_rank", "0");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .startsWith("abs: --local-rank has no effect");
  }

  @Test
  void everySeedOfASweepHasARunOfItsOwn() throws IOException {
    String out = folder.resolve("run").toString();
    assertThat(shrink("--out", out, "seeds=3,8", "--dry-run", "--no-estimate").out())
        .contains("seed 3", "seed 8");
    assertThat(shrink("--out", out, "seeds=3,8", "--seed", "8").code()).isZero();
    assertThat(folder.resolve("run-s3")).doesNotExist();
    Outcome rest = shrink("--out", out, "seeds=3,8", "--resume");
    assertThat(rest.code()).isZero();
    assertThat(rest.out()).contains("seed 8: finished before");
    Path alone = folder.resolve("alone");
    assertThat(shrink("--out", alone.toString(), "--seed", "3").code()).isZero();
    for (String name : List.of("history.json", "result.json", "config.yaml")) {
      assertThat(folder.resolve("run-s3").resolve(name))
          .hasSameTextualContentAs(alone.resolve(name));
    }
    Outcome one = shrink("--out", out, "seeds=3,8", "--operations-path", out);
    assertThat(one.code()).isEqualTo(2);
    assertThat(shrink("seeds=8..3").err()).contains("seeds", "upwards");
  }

  @ParameterizedTest
  @CsvSource({
    "2,trainning.epochs=3,training",
    "2,training.epoch=3,epochs",
    "2,training.batch-size=0,batch-size",
    "4,'scoring.flops={min: 1, max: 2}',scoring.flops.max",
    "2,space.width=0.5,width",
    "3,data.dir=/no/such/folder,/no/such/folder",
    "7,device=gpu:97,gpu:97"
  })
  void mistakesAreOneLineWithTheirExitCode(int code, String override, String named)
      throws IOException {
    Outcome outcome = shrink("--out", folder.resolve("run").toString(), "-q", override);
    assertThat(outcome.err().lines()).singleElement().asString().startsWith("abs: ");
    assertThat(outcome.err()).contains(named);
    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void optionsThatNeedEachOther() throws IOException {
    assertThat(shrink("--initial", "a.npz").code()).isEqualTo(2);
    assertThat(shrink("--resume", "--overwrite").code()).isEqualTo(2);
    assertThat(Outcome.of("shrink", "-c", folder.resolve("no.yaml").toString()).code())
        .isEqualTo(2);
  }

  @Test
  void whatWouldDropNothingOrIgnoreSeedsIsRefused() {
    Outcome small = Outcome.of("shrink", "--space=nasbench201", "--dry-run");
    assertThat(small.code()).isEqualTo(2);
    assertThat(small.err())
        .contains("stop.size is 1000000, and space nasbench201 has no more than 15625");
    Outcome seeds =
        Outcome.of("shrink", "--space=nasbench201", "--initial=a", "--trained=b", "seeds=0..9");
    assertThat(seeds.code()).isEqualTo(2);
    assertThat(seeds.err()).contains("seeds are for training");
    Outcome place = Outcome.of("shrink", "--space=nasbench201", "--operations-path=nowhere/ops");
    assertThat(place.code()).isEqualTo(2);
    assertThat(place.err()).contains("--operations-path is nowhere/ops, but there is no directory");
    Outcome missing =
        Outcome.of("shrink", "--space=nasbench201", "--initial=a", "--trained=b", "--dry-run");
    assertThat(missing.code()).isEqualTo(3);
  }

  /** Every device must get an image of the last batch too, which comes after a whole epoch. */
  @Test
  void aBatchThatLeavesADeviceWithoutImagesIsRefusedBeforeTraining() throws IOException {
    Outcome outcome =
        shrink("--device=cpu:3", "training.batch-size=29", "data.last-batch=keep", "--out=x");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("which leaves a batch of 2 images for 3 devices");
  }
}
