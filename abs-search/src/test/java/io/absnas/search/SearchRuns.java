package io.absnas.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Random images and a space of 27 architectures, and short searches of them. */
abstract class SearchRuns {
  static final String SPACE =
      """
      id: three-layers
      kind: layered
      input: 16
      classes: 10
      stem: {width: 8, stride: 2}
      first-width: 8
      stages:
        - {width: 8, repeats: 3, stride: 2}
      head-width: 16
      operations: [mobilenet_3x3_ratio_3, mobilenet_5x5_ratio_3, mobilenet_3x3_ratio_6]
      """;

  @TempDir Path directory;
  Path spaceFile = Path.of("unset");

  @BeforeEach
  void writeInputs() throws IOException {
    spaceFile = directory.resolve("space.yaml");
    Files.writeString(spaceFile, SPACE);
    writeImages("train", 64);
    writeImages("t10k", 40);
  }

  /** Random grey images of side 16 in the layout of MNIST. */
  private void writeImages(String part, int count) throws IOException {
    RandomGenerator random = RandomStreams.of(1).stream(part);
    byte[] pixels = new byte[count * 16 * 16];
    random.nextBytes(pixels);
    ByteBuffer images = ByteBuffer.allocate(16 + pixels.length);
    images.putInt(0x803).putInt(count).putInt(16).putInt(16).put(pixels);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i % 10));
    }
    Files.write(directory.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(directory.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  private String data() {
    return "data={source: idx, dir: \""
        + directory
        + "\", classes: 10, held-out: test, side: 16, threads: 1,"
        + " normalisation: {mean: [0.5], std: [0.5]}}";
  }

  /** Two epochs of two steps, then three generations of five. */
  ResolvedConfig<SearchConfig> config(Algorithm algorithm, String... more) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "space.file=" + spaceFile,
                data(),
                "training.batch-size=32",
                "training.epochs=2",
                "training.learning-rate.start=0.1",
                "evolution.generations=3",
                "evolution.population=5",
                "evolution.parents=3",
                "evolution.crossover=2",
                "evaluation.recalibration-images=30",
                "evaluation.recalibration-batch-size=10",
                "evaluation.batch-size=20",
                "checkpoint={every-steps: 1, keep: 2}",
                "log={every-steps: 1, every-seconds: 1}"));
    overrides.addAll(List.of(more));
    return SearchConfig.resolve(algorithm, ConfigSources.none().withOverrides(overrides));
  }

  static SearchOutcome run(
      ResolvedConfig<SearchConfig> config,
      Path out,
      RunOptions.Existing existing,
      BooleanSupplier stop) {
    SearchRun run = new SearchRun(config, List.of("abs", "search"));
    try (RunDirectory directory =
        RunDirectory.open(out, config.yaml(), SearchRun.options(existing))) {
      return run.run(directory, Optional.empty(), stop);
    }
  }

  static SearchResult run(ResolvedConfig<SearchConfig> config, Path out) {
    return ((SearchOutcome.Finished) run(config, out, RunOptions.Existing.REFUSE, () -> false))
        .result();
  }

  /** Says stop at the given question. */
  static BooleanSupplier stopAfter(int questions) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() >= questions;
  }

  static List<String> lines(Path run) throws IOException {
    return Files.readAllLines(run.resolve("evaluations.csv"));
  }

  static void assertFails(ExitCode exitCode, String part, Runnable action) {
    AbsException failure = catchThrowableOfType(AbsException.class, action::run);
    assertThat(failure.getMessage()).contains(part).doesNotContain("\n");
    assertThat(failure.exitCode()).isEqualTo(exitCode);
  }
}
