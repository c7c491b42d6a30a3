package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.data.NoiseIdx;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.ThreeLayers;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.Evaluator;
import io.absnas.core.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs that score by something else than angles, on a space of eight architectures. */
class MetricRunTest {
  private static final String SPACE =
      ThreeLayers.text("mobilenet_3x3_ratio_3", "mobilenet_5x5_ratio_3");

  @TempDir Path directory;

  @BeforeEach
  void writeInputs() throws IOException {
    Files.writeString(directory.resolve("space.yaml"), SPACE);
    NoiseIdx.write(directory, 64, 20);
  }

  private ResolvedConfig<ShrinkConfig> config(String... more) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "space.file=" + directory.resolve("space.yaml"),
                NoiseIdx.config(directory),
                "training.batch-size=32",
                "training.epochs=2",
                "training.learning-rate={kind: linear, start: 0.1, floor: 0.001, epochs: 10}",
                "scoring.minimum-children=1",
                "scoring.threads=2",
                "drop={rule: global, count: 1}",
                "stop={size: 1, stages: 1}",
                "evaluation={children: 0, recalibration-images: 20, batch-size: 20}"));
    overrides.addAll(List.of(more));
    return ShrinkConfig.resolve(ConfigSources.none().withOverrides(overrides));
  }

  /** One batch holds all held-out images, so accuracies can be measured again by an evaluator. */
  @Test
  void scoresByAccuracyAreMeansOverChildrenAndSurviveAStop() throws IOException {
    ResolvedConfig<ShrinkConfig> config = config("scoring.metric=accuracy");
    Path out = directory.resolve("calm");
    ShrinkRuns.run(config, out, RunOptions.Existing.REFUSE, () -> false);
    Map<Architecture, Double> accuracies = accuracies(config.value(), out);
    SearchSpace space = config.value().space().resolve();
    StageRecord stage = StrictJson.read(out.resolve("history.json"), History.class).stages().get(0);
    assertThat(stage.children()).isEqualTo(8);
    assertThat(stage.scores()).hasSize(6);
    for (ScoreRecord score : stage.scores()) {
      double mean =
          accuracies.entrySet().stream()
              .filter(one -> one.getKey().ops().get(score.choice()).id().equals(score.op()))
              .mapToDouble(Map.Entry::getValue)
              .average()
              .orElseThrow();
      assertThat(score.score()).isCloseTo(mean, within(1e-9));
    }
    assertThat(space.size()).isEqualTo(8);

    // The fourth step is the last one; the stop comes while children are measured.
    Path cut = directory.resolve("cut");
    int[] asked = {0};
    assertThat(ShrinkRuns.run(config, cut, RunOptions.Existing.REFUSE, () -> ++asked[0] > 8))
        .isEqualTo(new ShrinkOutcome.Interrupted(4));
    ShrinkRuns.run(config, cut, RunOptions.Existing.RESUME, () -> false);
    for (String file : List.of("history.json", "result.json", "shrunk-space.json")) {
      assertThat(cut.resolve(file)).hasSameBinaryContentAs(out.resolve(file));
    }
  }

  private static Map<Architecture, Double> accuracies(ShrinkConfig config, Path out) {
    SearchSpace space = config.space().resolve();
    DataPair data = Datasets.open(config.data());
    Map<Architecture, Double> accuracies = new HashMap<>();
    try (var networks = config.networks(space, ComputeDevice.parse("cpu"))) {
      Network network = networks.first();
      network.load(WeightFiles.read(out.resolve("weights.safetensors")));
      try (Evaluator evaluator = new Evaluator(network)) {
        Architectures.all(space)
            .forEach(
                one ->
                    accuracies.put(
                        one,
                        evaluator.accuracy(SampledPath.of(one), data.heldOutBatches(7)).top1()));
      }
    }
    return accuracies;
  }

  @Test
  void randomScoresNeedNoChildren() {
    Path out = directory.resolve("random");
    ShrinkRuns.run(config("scoring.metric=random"), out, RunOptions.Existing.REFUSE, () -> false);
    StageRecord stage = StrictJson.read(out.resolve("history.json"), History.class).stages().get(0);
    assertThat(stage.children()).isZero();
    assertThat(stage.drops()).hasSize(1);
    assertThat(stage.scores()).allMatch(score -> score.score() > 0 && score.score() < 1);
  }

  @Test
  void magnitudeIsForTheSpacesWithArchitectureParameters() {
    assertThat(refusal("scoring.metric=magnitude"))
        .contains("scoring.metric is magnitude, which is for NAS-Bench-201's weights");
    assertThat(
            refusal(
                "scoring.magnitude={learning-rate: 0.1, betas: [0.5, 0.9], epsilon: 1.0e-8, weight-decay: 0}"))
        .contains("magnitude is for metric magnitude, which is angle");
  }

  private String refusal(String... overrides) {
    AbsException failure =
        catchThrowableOfType(AbsException.class, () -> new ShrinkRun(config(overrides), List.of()));
    assertThat(failure.exitCode()).isIn(ExitCode.USAGE, ExitCode.INPUT);
    assertThat(failure).hasMessageNotContaining("\n");
    return String.valueOf(failure.getMessage());
  }
}
