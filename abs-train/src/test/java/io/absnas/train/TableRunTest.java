package io.absnas.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.data.NoiseIdx;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of a space of four networks, with two seeds. */
class TableRunTest {
  @TempDir Path directory;
  private TrainInputs inputs;
  private Path space;

  @BeforeEach
  void prepare() throws IOException {
    inputs = new TrainInputs(directory);
    space = directory.resolve("four.yaml");
    Files.writeString(
        space,
        Files.readString(directory.resolve("space.yaml"))
            .replace("repeats: 3", "repeats: 2")
            .replaceFirst(
                "operations: .*", "operations: [mobilenet_3x3_ratio_3, mobilenet_5x5_ratio_3]"));
  }

  private ResolvedConfig<TrainConfig> config(List<String> last) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "space.file=" + space,
                "network.architecture=",
                "seeds=0,1",
                "training.epochs=1",
                "device=cpu:2"));
    all.addAll(last);
    return inputs.config(all.toArray(String[]::new));
  }

  private Optional<TableResult> run(
      String name, RunOptions.Existing existing, BooleanSupplier stop) {
    TableRun table = new TableRun(this::config, List.of("abs", "tabulate"));
    try (RunDirectory root =
        RunDirectory.open(
            directory.resolve(name), table.config().yaml(), TableRun.options(existing))) {
      return table.run(root, stop);
    }
  }

  @Test
  void everyArchitectureIsTrainedAsAloneAndAStoppedTableEndsAlike() throws IOException {
    TableResult calm = run("calm", RunOptions.Existing.REFUSE, () -> false).orElseThrow();
    List<String> lines = Files.readAllLines(directory.resolve("calm").resolve(TableRun.TABLE));
    assertThat(lines).hasSize(1 + 4 * 2);
    assertThat(calm.architectures()).isEqualTo(4);
    assertThat(directory.resolve("calm").resolve("provenance.json"))
        .content()
        .contains("\"tabulate\"", "\"seed\" : 0");
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      TrainResult alone =
          TrainInputs.run(
              config(
                  List.of(
                      "seeds=",
                      "seed=" + fields[1],
                      "device=cpu",
                      "network.architecture=" + fields[0])),
              directory.resolve("alone-" + fields[0].replace(' ', '_') + "-" + fields[1]));
      assertThat(Long.parseLong(fields[5])).isEqualTo(alone.last().top1Hits());
      assertThat(Long.parseLong(fields[2])).isEqualTo(alone.multiplyAdds());
    }
    RunOptions.Existing existing = RunOptions.Existing.REFUSE;
    for (int enough : new int[] {2, 5}) {
      run("stopped", existing, () -> results("stopped") >= enough);
      existing = RunOptions.Existing.RESUME;
      assertThat(results("stopped")).isBetween(enough, 8);
    }
    Path killed = ended("stopped");
    Files.writeString(killed.resolve("last.safetensors"), "as a kill after the result leaves it");
    Files.writeString(
        Files.createDirectories(killed.resolve("checkpoints")).resolve("1.safetensors"), "");
    Optional<TableResult> stopped = run("stopped", existing, () -> false);
    assertThat(stopped).contains(calm);
    assertThat(directory.resolve("stopped").resolve(TableRun.TABLE))
        .hasSameBinaryContentAs(directory.resolve("calm").resolve(TableRun.TABLE));
    for (String table : List.of("calm", "stopped")) {
      try (var files = Files.walk(directory.resolve(table))) {
        assertThat(files.map(Path::toString)).noneMatch(file -> file.endsWith(".safetensors"));
      }
    }
  }

  @Test
  void anOverwrittenTableCountsNoneOfItsEarlierTrainings() throws IOException {
    run("again", RunOptions.Existing.REFUSE, () -> results("again") > 0);
    Path earlier = Files.writeString(directory.resolve("again/networks/00000-s0/earlier"), "");
    Path own = Files.writeString(directory.resolve("again/networks/mine"), "");
    run("again", RunOptions.Existing.OVERWRITE, () -> true);
    assertThat(earlier).doesNotExist();
    assertThat(own).exists();
    assertThat(results("again")).isZero();
  }

  /** A folder of images may be moved, but trainings on other images are no rows of one table. */
  @Test
  void aTableGoesOnWithTheImagesItBeganWith() throws IOException {
    run("changed-images", RunOptions.Existing.REFUSE, () -> results("changed-images") > 0);
    NoiseIdx.write(directory, 64, 41);
    assertThatThrownBy(() -> run("changed-images", RunOptions.Existing.RESUME, () -> false))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CHECKPOINT))
        .hasMessageContaining("other images than data.dir holds now");
  }

  @Test
  void theUsersFileMayChangeWhileATableIsTrained() {
    AtomicBoolean changed = new AtomicBoolean();
    TableRun table =
        new TableRun(
            last -> {
              assertThat(changed).isFalse();
              return config(last);
            },
            List.of("abs", "tabulate"));
    changed.set(true);
    try (RunDirectory root =
        RunDirectory.open(
            directory.resolve("changed"),
            table.config().yaml(),
            TableRun.options(RunOptions.Existing.REFUSE))) {
      table.run(root, () -> results("changed") > 0);
    }
    assertThat(results("changed")).isPositive();
  }

  private int results(String table) {
    return (int) trainings(table).filter(TableJobs::hasEnded).count();
  }

  private Path ended(String table) {
    return trainings(table).filter(TableJobs::hasEnded).findFirst().orElseThrow();
  }

  /** The directories of a table's trainings, there or not. */
  private Stream<Path> trainings(String table) {
    return IntStream.range(0, 8)
        .mapToObj(i -> directory.resolve("%s/networks/%05d-s%d".formatted(table, i / 2, i % 2)));
  }

  @Test
  void whatIsNoTableIsRefused() {
    assertThatThrownBy(
            () ->
                new TableRun(
                    last -> inputs.config("space.file=", "space.id=mobilenet-gpu-21"), List.of()))
        .hasMessageContaining("names one architecture");
    assertThatThrownBy(
            () ->
                new TableRun(
                    last ->
                        inputs.config(
                            "space.file=",
                            "space.id=nasbench201",
                            "network.architecture=",
                            "seeds=0,1"),
                    List.of()))
        .hasMessageContaining("31250 trainings, allowed are 20000");
  }
}
