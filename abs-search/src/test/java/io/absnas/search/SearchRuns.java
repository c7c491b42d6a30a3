package io.absnas.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.absnas.core.data.NoiseIdx;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.space.ThreeLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Random images and a space of 27 architectures, and short searches of them. */
abstract class SearchRuns {
  static final String SPACE =
      ThreeLayers.text("mobilenet_3x3_ratio_3", "mobilenet_5x5_ratio_3", "mobilenet_3x3_ratio_6");

  @TempDir Path directory;
  Path spaceFile = Path.of("unset");

  @BeforeEach
  void writeInputs() throws IOException {
    spaceFile = directory.resolve("space.yaml");
    Files.writeString(spaceFile, SPACE);
    NoiseIdx.write(directory, 64, 40);
  }

  /** Two epochs of two steps, then three generations of five. */
  ResolvedConfig<SearchConfig> config(Algorithm algorithm, String... more) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "space.file=" + spaceFile,
                NoiseIdx.config(directory),
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
