package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.data.NoiseIdx;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.StrictJson;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import io.absnas.shrink.nb201.DropExperiment;
import io.absnas.shrink.nb201.TrainedSupernet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs that score by trained architecture parameters, on the scaled NAS-Bench-201. */
class MagnitudeRunTest {
  private static final List<Long> SHAPE = List.of(6L, 5L);
  private static final int OFFERED = 15;
  private static final String RATE =
      "scoring.magnitude={learning-rate: 0.01, betas: [0.5, 0.999], epsilon: 1.0e-8, weight-decay:"
          + " 0}";

  @TempDir Path directory;

  @BeforeEach
  void writeImages() throws IOException {
    NoiseIdx.write(directory, 64, 20);
  }

  private ResolvedConfig<ShrinkConfig> config(String... more) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "space={id: nasbench201-3-nodes@tiny, input: 16}",
                NoiseIdx.config(directory),
                "training.batch-size=16",
                "training.epochs=2",
                "training.learning-rate={kind: linear, start: 0.1, floor: 0.001, epochs: 10}",
                "training.initialisation=framework-default",
                "scoring.metric=magnitude",
                "scoring.threads=1",
                "drop={rule: global, count: 4}",
                "stop={size: 1, stages: 1}",
                "evaluation={children: 0, recalibration-images: 20, batch-size: 20}",
                "checkpoint={every-steps: 1, keep: 1}"));
    overrides.addAll(List.of(more));
    return ShrinkConfig.resolve(ConfigSources.none().withOverrides(overrides));
  }

  private Path run(String name, BooleanSupplier stop, String... more) {
    ResolvedConfig<ShrinkConfig> config = config(more);
    Path out = directory.resolve(name);
    RunOptions.Existing existing =
        Files.exists(out) ? RunOptions.Existing.RESUME : RunOptions.Existing.REFUSE;
    ShrinkRuns.run(config, out, existing, stop);
    return out;
  }

  private static double[] alphas(Path file) {
    return WeightFiles.read(file).weight(OpMetric.ARCHITECTURE_PARAMETERS, SHAPE).doubles();
  }

  private static List<String> weights(Path file) {
    return WeightFiles.read(file).tensors().stream()
        .filter(tensor -> tensor.name().endsWith("weight") || tensor.name().endsWith("bias"))
        .map(tensor -> tensor.name() + Arrays.toString(tensor.doubles()))
        .toList();
  }

  /** Adam's first step moves every parameter by the rate, against the sign of its gradient. */
  @Test
  void theFirstStepMovesEveryParameterByTheRate() {
    Path out = run("one", () -> false, "training.epochs=1", "training.batch-size=64", RATE);
    double[] before = alphas(out.resolve("base.safetensors"));
    double[] after = alphas(out.resolve("weights.safetensors"));
    for (int i = 0; i < before.length; i++) {
      // The last three edges offer one op each, whose share is 1 whatever its parameter.
      double moved = i < OFFERED ? 0.01 : 0;
      assertThat(Math.abs(after[i] - before[i])).isCloseTo(moved, within(1e-5));
    }
  }

  @Test
  void weightsAreTrainedAsWithoutArchitectureParameters() {
    Path magnitude = run("magnitude", () -> false);
    Path random = run("random", () -> false, "scoring.metric=random");
    assertThat(weights(magnitude.resolve("weights.safetensors")))
        .isNotEmpty()
        .isEqualTo(weights(random.resolve("weights.safetensors")));
    assertThat(alphas(random.resolve("weights.safetensors")))
        .isEqualTo(alphas(random.resolve("base.safetensors")));
  }

  /** The joint pass gives every weight a gradient, so that all decay from the second step on. */
  @Test
  void weightsOffThePathDecayOnceTheArchitectureWasTrained() {
    String sgd =
        "training.sgd={momentum: 0.9, nesterov: false, weight-decay: 5.0e-4, decay: all,"
            + " clip-value: null, zero-gradients: missing-is-zero}";
    String[] twoSteps = {"training.epochs=1", "training.batch-size=32", sgd};
    Path magnitude = run("magnitude", () -> false, twoSteps);
    Path random =
        run(
            "random",
            () -> false,
            Stream.concat(Stream.of(twoSteps), Stream.of("scoring.metric=random"))
                .toArray(String[]::new));
    NamedTensors start = WeightFiles.read(random.resolve("base.safetensors"));
    NamedTensors without = WeightFiles.read(random.resolve("weights.safetensors"));
    NamedTensors with = WeightFiles.read(magnitude.resolve("weights.safetensors"));
    int unsampled = 0;
    for (HostTensor tensor : start.tensors()) {
      boolean convolution = tensor.name().endsWith(".op.1.weight");
      double[] before = tensor.doubles();
      if (convolution
          && Arrays.equals(before, without.find(tensor.name()).orElseThrow().doubles())) {
        unsampled++;
        double[] after = with.find(tensor.name()).orElseThrow().doubles();
        for (int i = 0; i < before.length; i++) {
          // The rate of the second of 20 steps lies between 0.09 and 0.1.
          assertThat(after[i] - before[i]).isCloseTo(-0.095 * 5e-4 * before[i], within(1e-6));
          assertThat(after[i]).isNotEqualTo(before[i]);
        }
      }
    }
    assertThat(unsampled).isPositive();
  }

  @Test
  void scoresAreSoftmaxesOfWhatWasTrained() {
    Path out = run("scores", () -> false);
    double[] alphas = alphas(out.resolve("weights.safetensors"));
    StageRecord stage = StrictJson.read(out.resolve("history.json"), History.class).stages().get(0);
    assertThat(stage.children()).isZero();
    for (int i = 0; i < OFFERED; i++) {
      double sum = 0;
      for (int op = 0; op < 5; op++) {
        sum += Math.exp(alphas[i / 5 * 5 + op]);
      }
      double share = Math.exp(alphas[i]) / sum;
      assertThat(stage.scores().stream().map(ScoreRecord::score))
          .anySatisfy(score -> assertThat(score).isCloseTo(share, within(1e-12)));
    }
  }

  @Test
  void aStoppedRunEndsAsACalmOne() {
    Path calm = run("calm", () -> false);
    int[] asked = {0};
    run("cut", () -> ++asked[0] > 2);
    Path cut = run("cut", () -> false);
    for (String file :
        List.of("history.json", "result.json", "shrunk-space.json", "weights.safetensors")) {
      assertThat(cut.resolve(file)).hasSameBinaryContentAs(calm.resolve(file));
    }
  }

  @Test
  void severalStagesAndHalfPrecisionAreRefused() {
    assertThat(refusal("stop={size: 1, stages: 2}"))
        .contains("stop.stages must be 1 with scoring.metric: magnitude");
    assertThat(refusal("training.amp=fp16")).contains("training.amp is fp16");
  }

  @Test
  void cellsThatSampleThemselvesAreRefused() {
    assertThat(refusal("training.paths=independent-cells"))
        .contains("training.paths is independent-cells; scoring.metric: magnitude")
        .contains("use training.paths=uniform");
    assertThat(refusal("training.paths=strictly-fair")).contains("training.paths is strictly-fair");
  }

  /** Of two equal trainings, only the one by magnitude moves the architecture parameters. */
  @Test
  void onlyRunsThatTrainedArchitectureParametersAreComparedByThem() {
    String whole = "space={id: nasbench201@tiny, channels: 4, input: 16}";
    String[] oneStep = {whole, "training.epochs=1", "training.batch-size=64"};
    TrainedSupernet trained =
        TrainedSupernet.ofRun(run("by-magnitude", () -> false, oneStep), List.of());
    assertThatCode(() -> require(trained)).doesNotThrowAnyException();

    Path random =
        run("at-random", () -> false, oneStep[0], oneStep[1], oneStep[2], "scoring.metric=random");
    TrainedSupernet untrained = TrainedSupernet.ofRun(random, List.of());
    assertThat(catchThrowableOfType(AbsException.class, () -> require(untrained)))
        .hasMessage(
            random
                + ": scoring.metric is random, so its architecture parameters were not trained;"
                + " metric magnitude needs a run with scoring.metric: magnitude")
        .returns(ExitCode.USAGE, AbsException::exitCode);

    TrainedSupernet files =
        TrainedSupernet.ofFiles(
            config(whole).value(), untrained.initial(), List.copyOf(untrained.weights().values()));
    assertThat(catchThrowableOfType(AbsException.class, () -> require(files)))
        .hasMessageStartingWith(
            random.resolve("weights.safetensors")
                + ": arch_parameters are those of the initial weights")
        .returns(ExitCode.USAGE, AbsException::exitCode);
  }

  private static void require(TrainedSupernet supernet) {
    DropExperiment.require(List.of(DropExperiment.Metric.MAGNITUDE), List.of(supernet));
  }

  private String refusal(String more) {
    AbsException failure =
        catchThrowableOfType(AbsException.class, () -> new ShrinkRun(config(more), List.of()));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(failure).hasMessageNotContaining("\n");
    return String.valueOf(failure.getMessage());
  }
}
