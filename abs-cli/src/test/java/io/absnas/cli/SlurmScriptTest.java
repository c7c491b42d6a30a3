package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs scripts/slurm/shrink.sbatch by bash, with an abs and a scontrol that note how they were
 * called.
 */
class SlurmScriptTest {
  private static final Path SCRIPT =
      Path.of("..", "scripts", "slurm", "shrink.sbatch").toAbsolutePath();

  @TempDir private Path folder;

  @BeforeEach
  void programs() throws IOException {
    Files.createDirectories(folder.resolve("scripts"));
    Files.createDirectories(folder.resolve("programs"));
    program("scripts/abs", "echo \"$@\" >> '%s'\nexit ${CODE:-0}\n".formatted(file("abs.txt")));
    program("programs/scontrol", "echo \"$@\" >> '%s'\n".formatted(file("scontrol.txt")));
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void program(String name, String text) throws IOException {
    Path path = file(name);
    Files.writeString(path, "#!/bin/bash\n" + text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    return start(SCRIPT, environment, arguments);
  }

  private Process start(Path script, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(file("output.txt").toFile());
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("SLURM_") || name.equals("ABS_OPTS"));
    variables.put("ABS_HOME", folder.toString());
    variables.put("PATH", file("programs") + ":" + System.getenv("PATH"));
    variables.putAll(environment);
    return builder.start();
  }

  private static int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String noted(String name) throws IOException {
    return Files.exists(file(name)) ? Files.readString(file(name)).strip() : "";
  }

  @Test
  void startsARunAndResumesOneThatHasBegun() throws Exception {
    String out = file("run").toString();
    assertThat(end(start(Map.of(), "c.yaml", out, "stop.stages=2"))).isZero();
    assertThat(noted("abs.txt"))
        .isEqualTo("shrink -c c.yaml --out " + out + " --device auto stop.stages=2");
    Files.createDirectories(file("run"));
    Files.writeString(file("run/config.yaml"), "");
    assertThat(end(start(Map.of("ABS_DEVICE", "cpu:2"), "c.yaml", out))).isZero();
    assertThat(noted("abs.txt")).endsWith("--out " + out + " --device cpu:2 --resume");
  }

  @Test
  void batchesOfImageNetFitIntoTheHeap() throws Exception {
    program("scripts/abs", "echo \"$ABS_OPTS\" >> '%s'\n".formatted(file("opts.txt")));
    String out = file("run").toString();
    assertThat(end(start(Map.of(), "c.yaml", out))).isZero();
    assertThat(end(start(Map.of("ABS_OPTS", "-Xmx2g"), "c.yaml", out))).isZero();
    assertThat(noted("opts.txt")).isEqualTo("-Xmx8g\n-Xmx2g");
  }

  @Test
  void theSearchScriptDoesTheSameWithAbsSearch() throws Exception {
    Path slurm = Files.createDirectories(file("scripts/slurm"));
    Files.copy(SCRIPT, slurm.resolve("shrink.sbatch"));
    Process job =
        start(SCRIPT.resolveSibling("search.sbatch"), Map.of(), "c.yaml", "run", "--space", "s");
    assertThat(end(job)).isZero();
    assertThat(noted("abs.txt")).isEqualTo("search -c c.yaml --out run --device auto --space s");
  }

  @Test
  void theWorkerScriptStartsAWorkerForTheSearch() throws Exception {
    Path script = SCRIPT.resolveSibling("worker.sbatch");
    assertThat(end(start(script, Map.of(), "runs/search", "data.dir=/local"))).isZero();
    assertThat(noted("abs.txt"))
        .isEqualTo("worker --search runs/search --device auto data.dir=/local");
    assertThat(end(start(script, Map.of()))).isEqualTo(2);
  }

  @Test
  void theTrainingScriptDoesTheSameWithAbsTrain() throws Exception {
    Path slurm = Files.createDirectories(file("scripts/slurm"));
    Files.copy(SCRIPT, slurm.resolve("shrink.sbatch"));
    Process job =
        start(SCRIPT.resolveSibling("train.sbatch"), Map.of(), "c.yaml", "run", "--result", "r");
    assertThat(end(job)).isZero();
    assertThat(noted("abs.txt")).isEqualTo("train -c c.yaml --out run --device auto --result r");
  }

  @Test
  void everyTaskOfAnArrayHasTheSeedOfItsNumber() throws Exception {
    String out = file("run").toString();
    Files.createDirectories(file("run-s4"));
    Files.writeString(file("run-s4/config.yaml"), "");
    Process task = start(Map.of("SLURM_ARRAY_TASK_ID", "4"), "c.yaml", out, "seeds=0..9");
    assertThat(end(task)).isZero();
    assertThat(noted("abs.txt"))
        .isEqualTo("shrink -c c.yaml --out " + out + " --device auto --seed 4 --resume seeds=0..9");
  }

  /** Sends a signal to a job whose run stops with a checkpoint; what scontrol was told then. */
  private String afterSignal(String signal, String id) throws Exception {
    program(
        "scripts/abs",
        "trap 'sleep 0.2; exit 143' TERM\ntouch '%s'\nwhile true; do sleep 0.05; done\n"
            .formatted(file("ready" + id)));
    Process job = start(Map.of("SLURM_JOB_ID", id), "c.yaml", file("run").toString());
    while (!Files.exists(file("ready" + id)) && job.isAlive()) {
      Thread.sleep(20);
    }
    new ProcessBuilder("kill", "-s", signal, String.valueOf(job.pid())).start().waitFor();
    assertThat(end(job)).isEqualTo(143);
    return noted("scontrol.txt");
  }

  @Test
  void aJobAtItsTimeLimitGoesBackIntoTheQueueAndACancelledOrFailedOneDoesNot() throws Exception {
    assertThat(afterSignal("TERM", "76")).isEmpty();
    assertThat(afterSignal("USR1", "77")).isEqualTo("requeue 77");
    program("scripts/abs", "exit 3\n");
    Process failing = start(Map.of("SLURM_JOB_ID", "78"), "c.yaml", file("run").toString());
    assertThat(end(failing)).isEqualTo(3);
    assertThat(noted("scontrol.txt")).isEqualTo("requeue 77");
    for (String script : List.of("shrink", "search", "train")) {
      assertThat(SCRIPT.resolveSibling(script + ".sbatch"))
          .content()
          .contains("#SBATCH --signal=B:USR1@300\n", "#SBATCH --requeue\n");
    }
  }

  @Test
  void aJobThatRunsAllItsSeedsItselfResumesToo() throws Exception {
    String out = file("run").toString();
    Files.createDirectories(file("run-s0"));
    Files.writeString(file("run-s0/config.yaml"), "");
    assertThat(end(start(Map.of(), "c.yaml", out, "seeds=0..9"))).isZero();
    assertThat(noted("abs.txt"))
        .isEqualTo("shrink -c c.yaml --out " + out + " --device auto --resume seeds=0..9");
  }

  @Test
  void tooFewArgumentsAreAUsageError() throws Exception {
    Process job = start(Map.of(), "c.yaml");
    assertThat(end(job)).isEqualTo(2);
    assertThat(noted("output.txt")).contains("usage:");
  }
}
