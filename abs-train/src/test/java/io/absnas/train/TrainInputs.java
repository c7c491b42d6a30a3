package io.absnas.train;

import io.absnas.core.run.ConfigSources;
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
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** A space of 108 small networks, and 64 training and 40 test images of random grey. */
final class TrainInputs {
  static final String ARCHITECTURE = "0 -1 2";

  private static final String SPACE =
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
      operations: [mobilenet_3x3_ratio_3, mobilenet_5x5_ratio_3, mobilenet_3x3_ratio_6, identity]
      """;

  private final Path directory;

  TrainInputs(Path directory) throws IOException {
    this.directory = directory;
    Files.writeString(directory.resolve("space.yaml"), SPACE);
    writeImages("train", 64);
    writeImages("t10k", 40);
  }

  /** In the layout of MNIST. */
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

  /** Three epochs of two steps; evaluated after each on the test images. */
  ResolvedConfig<TrainConfig> config(String... more) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "space.file=" + directory.resolve("space.yaml"),
                "network.architecture=" + ARCHITECTURE,
                "data={source: idx, dir: \""
                    + directory
                    + "\", classes: 10, held-out: test, side: 16, threads: 1,"
                    + " normalisation: {mean: [0.5], std: [0.5]}}",
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
