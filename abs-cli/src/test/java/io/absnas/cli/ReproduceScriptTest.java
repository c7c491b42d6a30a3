package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs scripts/reproduce.sh with an sbatch, a squeue and an abs that note how they were called. */
class ReproduceScriptTest {
  @TempDir private Path folder;

  @BeforeEach
  void programs() throws IOException {
    for (String part : List.of("programs", "home/scripts", "data/ILSVRC2012/train")) {
      Files.createDirectories(file(part));
    }
    Files.createDirectories(file("data/ILSVRC2012/val"));
    Files.createDirectories(file("data/cifar-10-batches-bin"));
    // ids 101, 102, ...
    program(
        "programs/sbatch",
        "echo \"$@\" >> '%1$s'\necho $((100 + $(wc -l < '%1$s')))\n".formatted(file("sbatch.txt")));
    program(
        "programs/squeue",
        "if [ -n \"${BROKEN:-}\" ]; then echo \"$BROKEN\" >&2; exit 1; fi\ngrep -x \"${3#--jobs=}\" '%s' || true\n"
            .formatted(file("queue.txt")));
    Files.writeString(file("queue.txt"), "");
    Files.copy(Path.of("..", "scripts", "reproduce.sh"), file("home/scripts/reproduce.sh"));
    program(
        "home/scripts/abs",
        "echo \"$@\" >> '%s'\necho \"GPU ${CUDA_VISIBLE_DEVICES-any}\" >> '%s'\nexit ${CODE:-0}\n"
            .formatted(file("abs.txt"), file("gpus.txt")));
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void program(String name, String text) throws IOException {
    Files.writeString(file(name), "#!/bin/bash\n" + text);
    Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What came out on both streams, the code last. */
  private record Ended(int code, List<String> lines) {
    /** The commands among the lines. */
    List<String> commands() {
      return lines.stream().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private Ended bash(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(file("output.txt").toFile());
    builder.environment().remove("ABS_OPTS");
    builder.environment().remove("CUDA_VISIBLE_DEVICES");
    builder.environment().put("PATH", file("programs") + ":" + System.getenv("PATH"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readAllLines(file("output.txt")));
  }

  private Ended reproduce(String... arguments) throws Exception {
    return reproduce(Map.of(), arguments);
  }

  private Ended reproduce(Map<String, String> environment, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(file("home/scripts/reproduce.sh").toString()));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--data", file("data").toString(), "--runs", file("runs").toString()));
    return bash(environment, all.toArray(String[]::new));
  }

  private List<String> noted(String name) throws IOException {
    return Files.exists(file(name)) ? Files.readAllLines(file(name)) : List.of();
  }

  private void finish(String run) throws IOException {
    Files.createDirectories(file("runs/" + run));
    Files.writeString(file("runs/" + run + "/result.json"), "{}");
  }

  private String images() {
    return "data.dir=" + file("data/ILSVRC2012/train");
  }

  private String job(String name, String options, String config, String rest) {
    return "--parsable --job-name=%s%s %s/scripts/slurm/%s.sbatch %s/configs/%s.yaml %s/%s %s"
        .formatted(
            name,
            options,
            file("home"),
            name.replaceFirst("-.*", ""),
            file("home"),
            config,
            file("runs"),
            name,
            rest);
  }

  private List<String> sposJobs() {
    return List.of(
        job("shrink-mobilenet-gpu-21", "", "shrink-mobilenet-gpu-21-imagenet", images()),
        job(
            "search-spos-abs",
            after(101),
            "search-spos-mobilenet-gpu-21-imagenet",
            "--space %s %s"
                .formatted(file("runs/shrink-mobilenet-gpu-21/shrunk-space.json"), images())),
        job(
            "train-spos-abs",
            after(102),
            "train-mobilenet-gpu-21-imagenet",
            "--result %s %s data.files.test-dir=%s"
                .formatted(file("runs/search-spos-abs"), images(), file("data/ILSVRC2012/val"))));
  }

  private static String after(int id) {
    return " --dependency=afterok:" + id + " --kill-on-invalid-dep=yes";
  }

  @Test
  void everyStepIsAJobThatStartsWhenTheOneBeforeItIsDone() throws Exception {
    Ended dry = reproduce("spos-abs", "--dry-run");
    assertThat(dry.code()).isZero();
    assertThat(noted("sbatch.txt")).isEmpty();
    assertThat(file("runs")).doesNotExist();

    Ended run = reproduce("spos-abs");
    assertThat(run.code()).isZero();
    assertThat(noted("sbatch.txt")).isEqualTo(sposJobs());
    assertThat(run.commands()).hasSize(3).isEqualTo(dry.commands());
    assertThat(run.lines())
        .filteredOn(line -> line.contains("GPU-hours on 8 GPUs"))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).contains("an estimate: ", "measured on one H200"));
  }

  @Test
  void whatADryRunPrintsCanBeRunAsItIs() throws Exception {
    Files.write(file("printed.sh"), reproduce("spos-abs", "--dry-run").lines());
    assertThat(bash(Map.of(), file("printed.sh").toString()).code()).isZero();
    assertThat(noted("sbatch.txt")).isEqualTo(sposJobs());
  }

  @Test
  void rowOnAFullSpaceHasNoShrinkingAndDartsSearchesOnOneGpu() throws Exception {
    assertThat(reproduce("darts").code()).isZero();
    assertThat(noted("sbatch.txt"))
        .satisfiesExactly(
            search ->
                assertThat(search)
                    .contains("--job-name=search-darts --gpus-per-node=1 ")
                    .endsWith("/runs/search-darts data.dir=" + file("data/cifar-10-batches-bin")),
            train -> assertThat(train).contains(after(101) + " ", " --space darts --result "));
  }

  @Test
  void rowsShareWhatTheyHaveInCommon() throws Exception {
    assertThat(reproduce("spos-abs", "proxyless-abs").code()).isZero();
    assertThat(noted("sbatch.txt"))
        .hasSize(5)
        .satisfies(jobs -> assertThat(jobs.get(3)).contains("search-proxyless-abs" + after(101)));
    // the shrinking, job 101, still runs; the other jobs have ended without a result
    Files.writeString(file("queue.txt"), "101\n");
    assertThat(reproduce("proxyless-abs").code()).isZero();
    assertThat(noted("sbatch.txt").subList(5, 7))
        .satisfiesExactly(
            search -> assertThat(search).contains("search-proxyless-abs" + after(101)),
            train -> assertThat(train).contains("train-proxyless-abs" + after(106)));
  }

  @Test
  void nothingIsSubmittedWhileTheQueueCannotBeAsked() throws Exception {
    assertThat(reproduce("spos").code()).isZero();
    Ended again = reproduce(Map.of("BROKEN", "slurm_load_jobs error: Socket timed out"), "spos");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.lines().get(again.lines().size() - 1))
        .isEqualTo(
            "reproduce.sh: squeue cannot tell whether job 101 of search-spos is in the queue:"
                + " slurm_load_jobs error: Socket timed out");
    assertThat(noted("sbatch.txt")).hasSize(2);
    // what Slurm says of jobs that it has forgotten
    assertThat(
            reproduce(Map.of("BROKEN", "slurm_load_jobs error: Invalid job id specified"), "spos")
                .code())
        .isZero();
    assertThat(noted("sbatch.txt")).hasSize(4);
  }

  @Test
  void aSearchOnOneGpuSeesOneHereToo() throws Exception {
    Ended run = reproduce(Map.of("CUDA_VISIBLE_DEVICES", "3,5"), "darts", "--local");
    assertThat(run.code()).isZero();
    assertThat(run.commands().get(0)).startsWith("ABS_OPTS=-Xmx8g CUDA_VISIBLE_DEVICES=3 ");
    assertThat(noted("gpus.txt")).containsExactly("GPU 3", "GPU 3,5");
    assertThat(reproduce("darts", "--local").code()).isZero();
    assertThat(noted("gpus.txt").subList(2, 4)).containsExactly("GPU 0", "GPU any");
  }

  @Test
  void whatIsFinishedIsNotSubmittedAgain() throws Exception {
    finish("shrink-mobilenet-gpu-21");
    assertThat(reproduce("spos-abs").code()).isZero();
    assertThat(noted("sbatch.txt")).hasSize(2).first().asString().doesNotContain("--dependency");
    finish("search-spos-abs");
    finish("train-spos-abs");
    Ended again = reproduce("spos-abs");
    assertThat(again.code()).isZero();
    assertThat(again.commands()).isEmpty();
    assertThat(noted("sbatch.txt")).hasSize(2);
  }

  @Test
  void withoutAClusterStepsRunInOrderAndUnfinishedOnesGoOn() throws Exception {
    Files.createDirectories(file("runs/search-fairnas"));
    Files.writeString(file("runs/search-fairnas/config.yaml"), "");
    Ended dry = reproduce("fairnas", "--local", "--dry-run");
    assertThat(noted("abs.txt")).isEmpty();
    Ended run = reproduce("fairnas", "--local");
    assertThat(run.code()).isZero();
    assertThat(run.commands()).isEqualTo(dry.commands());
    assertThat(noted("abs.txt"))
        .satisfiesExactly(
            search -> assertThat(search).startsWith("search -c ").contains(" --resume data.dir="),
            train -> assertThat(train).startsWith("train -c ").doesNotContain("--resume"));
    assertThat(noted("sbatch.txt")).isEmpty();
  }

  @Test
  void aStepThatFailsEndsTheRow() throws Exception {
    Ended failed = reproduce(Map.of("CODE", "7"), "spos", "--local");
    assertThat(failed.code()).isEqualTo(7);
    assertThat(failed.lines().get(failed.lines().size() - 1)).contains("search-spos ended with 7");
    assertThat(noted("abs.txt")).hasSize(1);
  }

  @Test
  void rowsThatAreNotDoneAndUnknownOnesAreUsageErrors() throws Exception {
    assertThat(reproduce("nb201-imagenet16-120"))
        .isEqualTo(
            new Ended(
                2,
                List.of(
                    "reproduce.sh: row nb201-imagenet16-120 is not done here: the files of"
                        + " ImageNet16-120 are not read")));
    Ended unknown = reproduce("spos", "sposs");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.lines()).singleElement().asString().contains("no row 'sposs'", "spos-abs");
    assertThat(reproduce("spos", "--locall").code()).isEqualTo(2);
    assertThat(reproduce().code()).isEqualTo(2);
    assertThat(noted("sbatch.txt")).isEmpty();
  }

  @Test
  void imagesThatAreNotThereAreMissedBeforeAnythingStarts() throws Exception {
    Files.delete(file("data/cifar-10-batches-bin"));
    Ended missing = reproduce("darts");
    assertThat(missing.code()).isEqualTo(3);
    assertThat(missing.lines()).singleElement().asString().contains("no cifar-10-batches-bin");
    assertThat(reproduce("spos").code()).isZero();
  }

  /** The numbers of the published table, row by row. */
  @Test
  void listHasThePublishedNumbers() throws Exception {
    assertThat(reproduce("--list").lines().stream().skip(1).limit(12))
        .extracting(line -> String.join(" ", Arrays.asList(line.split(" +", -1)).subList(0, 4)))
        .containsExactly(
            "spos 75.33 % 465M",
            "spos-abs 75.97 % 472M",
            "fairnas 74.24 % 322M",
            "fairnas-abs 74.42 % 325M",
            "proxyless 75.56 % 467M",
            "proxyless-abs 76.14 % 470M",
            "darts 74.88 % 530M",
            "darts-abs 75.59 % 619M",
            "darts-abs-600m 75.19 % 547M",
            "pdarts 75.58 % 553M",
            "pdarts-abs 75.89 % 645M",
            "pdarts-abs-600m 75.64 % 570M");
  }
}
