package io.absnas.train;

import io.absnas.core.data.NoiseIdx;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.space.ThreeLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A space of 108 small networks, and 64 training and 40 test images of random grey. */
final class TrainInputs {
  static final String ARCHITECTURE = "0 -1 2";

  private static final String SPACE =
      ThreeLayers.text(
          "mobilenet_3x3_ratio_3", "mobilenet_5x5_ratio_3", "mobilenet_3x3_ratio_6", "identity");

  private final Path directory;

  TrainInputs(Path directory) throws IOException {
    this.directory = directory;
    Files.writeString(directory.resolve("space.yaml"), SPACE);
    NoiseIdx.write(directory, 64, 40);
  }

  /** Three epochs of two steps; evaluated after each on the test images. */
  ResolvedConfig<TrainConfig> config(String... more) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "space.file=" + directory.resolve("space.yaml"),
                "network.architecture=" + ARCHITECTURE,
                NoiseIdx.config(directory),
                "training.batch-size=32",
                "training.epochs=3",
                "training.learning-rate.start=0.1",
                "evaluation={every-epochs: 1, batch-size: 16}",
                "checkpoint={every-steps: 1, keep: 2}",
                "log={every-steps: 1, every-seconds: 1}"));
    overrides.addAll(List.of(more));
    return TrainConfig.resolve(ConfigSources.none().withOverrides(overrides));
  }

  static TrainOutcome run(
      ResolvedConfig<TrainConfig> config,
      Path out,
      RunOptions.Existing existing,
      boolean configChange,
      BooleanSupplier stop) {
    TrainRun run = new TrainRun(config, List.of("abs", "train"));
    try (RunDirectory root =
        RunDirectory.open(
            out, config.yaml(), TrainRun.options(existing, configChange), run::checkResumed)) {
      return run.run(root, stop);
    }
  }

  static TrainResult run(ResolvedConfig<TrainConfig> config, Path out) {
    TrainOutcome outcome = run(config, out, RunOptions.Existing.REFUSE, false, () -> false);
    return ((TrainOutcome.Finished) outcome).result();
  }

  static EvaluateRun.Evaluated evaluate(
      ResolvedConfig<TrainConfig> config, Path weights, Path out) {
    EvaluateRun run = new EvaluateRun(config, weights, List.of("abs", "train", "--eval"));
    try (RunDirectory root =
        RunDirectory.open(out, config.yaml(), EvaluateRun.options(RunOptions.Existing.REFUSE))) {
      return run.run(root, () -> false).orElseThrow();
    }
  }
}
