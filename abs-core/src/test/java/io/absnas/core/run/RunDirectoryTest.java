package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static final String CONFIG = "epochs: 3\nflops:\n  max: 5\n";

  @TempDir Path directory;

  @Test
  void makesANewDirectoryWithItsConfiguration() throws IOException {
    Path root = directory.resolve("runs/first");
    try (RunDirectory run = open(root, CONFIG, RunOptions.Existing.REFUSE)) {
      assertThat(run.config()).hasContent(CONFIG);
      assertThat(run.checkpoints()).isDirectory();
      assertThat(run.resumed()).isFalse();
      assertThat(List.of(run.metrics(), run.result(), run.history(), run.report(), run.log()))
          .allSatisfy(file -> assertThat(file).doesNotExist().hasParentRaw(root));
    }
  }

  @Test
  void refusesADirectoryThatHoldsSomething() throws IOException {
    Files.writeString(directory.resolve("thesis.tex"), "mine");
    AbsException failure = refusal(directory, CONFIG, RunOptions.Existing.REFUSE);
    assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(failure)
        .hasMessage(
            directory + " is not empty; --resume continues its run, --overwrite starts it anew");
    assertThat(names(directory)).containsExactly("thesis.tex");
  }

  /** A bad file that a run was given must not stand in the way of the next try. */
  @Test
  void aRunThatHasOnlyBegunMayBeginAgain() throws IOException {
    Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    RunOptions once = RunOptions.of(RunOptions.Existing.REFUSE);
    try (RunDirectory run = RunDirectory.open(directory, "seed: 1\n", once);
        MetricLog metrics = MetricLog.open(run, clock)) {
      Files.writeString(run.provenance(), "{}");
      Files.writeString(run.log(), "it began");
      assertThat(metrics).isNotNull();
    }
    try (RunDirectory run = RunDirectory.open(directory, "seed: 2\n", once)) {
      assertThat(run.resumed()).isFalse();
      assertThat(run.config()).hasContent("seed: 2\n");
      assertThat(names(directory)).containsExactlyInAnyOrder("checkpoints", "config.yaml", "lock");
      try (MetricLog metrics = MetricLog.open(run, clock)) {
        metrics.append(1, 0.5, Map.of("train/loss", 2.0));
      }
    }
    assertThat(refusal(directory, "seed: 3\n", RunOptions.Existing.REFUSE).exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(directory.resolve("config.yaml")).hasContent("seed: 2\n");
  }

  @Test
  void aConfigurationOfSomebodysOwnIsNoRun() throws IOException {
    Path mine = Files.writeString(directory.resolve("config.yaml"), "mine: true\n");
    assertThat(refusal(directory, CONFIG, RunOptions.Existing.REFUSE).exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(mine).hasContent("mine: true\n");
  }

  @Test
  void refusesAFileInItsPlace() throws IOException {
    Path file = Files.writeString(directory.resolve("notes.txt"), "mine");
    for (RunOptions.Existing existing : RunOptions.Existing.values()) {
      AbsException failure = refusal(file, CONFIG, existing);
      assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(failure).hasMessage(file + " is a file, must be a directory");
    }
  }

  @Test
  void overwritingDeletesOnlyWhatTheToolkitWrites() throws IOException {
    try (RunDirectory run = open(directory, CONFIG, RunOptions.Existing.REFUSE)) {
      for (Path own :
          List.of(
              run.metrics(),
              run.file("events.out.tfevents.1.host.2"),
              run.file("space-3.json"),
              run.checkpoints().resolve("step-000000000001.ckpt"))) {
        Files.writeString(own, "own");
      }
    }
    Files.writeString(directory.resolve("thesis.tex"), "mine");
    Files.writeString(directory.resolve("checkpoints/notes"), "mine");
    Files.writeString(directory.resolve(".hidden"), "mine");
    Files.createDirectory(directory.resolve("result.json"));
    RunOptions options =
        new RunOptions(RunOptions.Existing.OVERWRITE, List.of(), List.of("space-*"));
    RunDirectory.open(directory, "epochs: 4\n", options).close();
    assertThat(names(directory))
        .containsExactly(
            ".hidden", "checkpoints", "config.yaml", "lock", "result.json", "thesis.tex");
    assertThat(names(directory.resolve("checkpoints"))).containsExactly("notes");
    assertThat(directory.resolve("config.yaml")).hasContent("epochs: 4\n");
  }

  @Test
  void resumesTheSameConfigurationAndCleansUp() throws IOException {
    open(directory, CONFIG, RunOptions.Existing.REFUSE).close();
    Files.writeString(directory.resolve(".result.json.17-1.abs-tmp"), "half");
    Files.writeString(directory.resolve("checkpoints/.step-000000000001.ckpt.17-1.abs-tmp"), "x");
    Files.writeString(directory.resolve("metrics.jsonl"), "kept");
    try (RunDirectory run = open(directory, CONFIG, RunOptions.Existing.RESUME)) {
      assertThat(run.resumed()).isTrue();
    }
    assertThat(names(directory))
        .containsExactly("checkpoints", "config.yaml", "lock", "metrics.jsonl");
    assertThat(names(directory.resolve("checkpoints"))).isEmpty();
  }

  @Test
  void refusesToResumeAnotherConfiguration() {
    open(directory, CONFIG, RunOptions.Existing.REFUSE).close();
    AbsException failure =
        refusal(directory, "epochs: 4\nflops:\n  max: 5\n  min: 1\n", RunOptions.Existing.RESUME);
    assertThat(failure.exitCode()).isEqualTo(ExitCode.CHECKPOINT);
    assertThat(failure)
        .hasMessage(
            directory
                + " was started with another configuration: epochs was 3, is 4;"
                + " flops.min was absent, is 1");
    assertThat(directory.resolve("config.yaml")).hasContent(CONFIG);
  }

  @Test
  void allowedKeysMayChange() {
    open(directory, CONFIG, RunOptions.Existing.REFUSE).close();
    String changed = "epochs: 3\nflops:\n  max: 6\n";
    RunOptions options = new RunOptions(RunOptions.Existing.RESUME, List.of("flops"), List.of());
    RunDirectory.open(directory, changed, options).close();
    assertThat(directory.resolve("config.yaml")).hasContent(changed);
  }

  @Test
  void refusesToResumeWhereNoRunIs() throws IOException {
    assertThat(refusal(directory.resolve("typo"), CONFIG, RunOptions.Existing.RESUME))
        .hasMessage(
            directory.resolve("typo")
                + " holds no run to resume: there is no config.yaml; without --resume one starts");
    assertThat(directory.resolve("typo")).doesNotExist();
    Files.writeString(directory.resolve("lock"), "");
    Files.writeString(directory.resolve("other"), "");
    assertThat(refusal(directory, CONFIG, RunOptions.Existing.RESUME).exitCode())
        .isEqualTo(ExitCode.CHECKPOINT);
  }

  @Test
  void aRunKilledAtItsVeryStartCanBeResumed() throws IOException {
    Files.writeString(directory.resolve("lock"), "process 1 on host a\n");
    Files.writeString(directory.resolve(".config.yaml.1-1.abs-tmp"), "epo");
    try (RunDirectory run = open(directory, CONFIG, RunOptions.Existing.RESUME)) {
      assertThat(run.resumed()).isFalse();
      assertThat(run.config()).hasContent(CONFIG);
    }
  }

  @Test
  void overwritingDeletesTheRunsBelowAndNothingElseThere() throws IOException {
    Path below = directory.resolve("networks");
    for (String name : List.of("00000-s0", "00001-s0")) {
      Path checkpoints = Files.createDirectories(below.resolve(name).resolve("checkpoints"));
      Files.writeString(checkpoints.resolve("step-1.ckpt"), "x");
      Files.writeString(below.resolve(name).resolve("config.yaml"), CONFIG);
      Files.writeString(below.resolve(name).resolve("result.json"), "{}");
    }
    Files.createDirectories(below.resolve("mine"));
    Files.writeString(below.resolve("mine/notes"), "x");
    Files.writeString(below.resolve("file"), "x");
    RunOptions options =
        new RunOptions(
            RunOptions.Existing.OVERWRITE, List.of(), List.of("networks" + RunOptions.RUNS_BELOW));
    RunDirectory.open(directory, CONFIG, options).close();
    try (Stream<Path> left = Files.list(below)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("mine", "file");
    }
    assertThat(below.resolve("mine/notes")).exists();
  }

  @Test
  void aSecondWriterOfThisProcessIsRefusedUntilTheFirstCloses() {
    try (RunDirectory run = open(directory, CONFIG, RunOptions.Existing.REFUSE)) {
      assertThat(run.resumed()).isFalse();
      for (RunOptions.Existing existing : RunOptions.Existing.values()) {
        assertThat(refusal(directory, CONFIG, existing))
            .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
      }
    }
    open(directory, CONFIG, RunOptions.Existing.RESUME).close();
  }

  @Test
  void theLockOfAnotherProcessEndsWithIt() throws IOException, InterruptedException {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                directory.toString())
            .start();
    try {
      while (other.isAlive() && !Files.exists(directory.resolve("checkpoints"))) {
        Thread.sleep(10);
      }
      AbsException failure = refusal(directory, CONFIG, RunOptions.Existing.RESUME);
      assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(failure)
          .hasMessage(
              directory + " is in use by process " + other.pid() + " on host " + RunLock.host());
    } finally {
      other.destroyForcibly();
      other.waitFor();
    }
    open(directory, CONFIG, RunOptions.Existing.RESUME).close();
  }

  /** Holds a run directory until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try (RunDirectory run = open(Path.of(arguments[0]), CONFIG, RunOptions.Existing.REFUSE)) {
        int end = System.in.read();
        System.exit(run.resumed() ? 1 : end);
      }
    }
  }

  private static RunDirectory open(Path root, String config, RunOptions.Existing existing) {
    return RunDirectory.open(root, config, RunOptions.of(existing));
  }

  private static AbsException refusal(Path root, String config, RunOptions.Existing existing) {
    return catchThrowableOfType(AbsException.class, () -> open(root, config, existing).close());
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
