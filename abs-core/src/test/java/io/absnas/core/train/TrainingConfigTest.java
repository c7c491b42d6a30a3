package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.StrictYaml;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.MixedPrecision;
import org.junit.jupiter.api.Test;

final class TrainingConfigTest {
  private static final String SPOS =
      """
      training:
        batch-size: 512
        epochs: 100
        later-epochs: 5
        learning-rate: {kind: linear, start: 0.25, floor: 5e-4, epochs: 250}
        sgd:
          momentum: 0.9
          nesterov: false
          weight-decay: 4e-5
          decay: all-but-batch-norm
          clip-value: 5
          zero-gradients: skip-zero-gradient
        label-smoothing: 0.1
        initialisation: he-fan-out
        paths: uniform
        sampling: reference
        amp: off
      """;

  /** A configuration with this section alone. */
  record Holder(TrainingConfig training) {}

  @Test
  void thePublishedShrinkingSettingsRead() {
    TrainingConfig config = read(SPOS);
    assertThat(config.initialisation()).isEqualTo(Initialisation.HE_FAN_OUT);
    assertThat(config.stageEpochs(0)).isEqualTo(100);
    assertThat(config.stageEpochs(7)).isEqualTo(5);
    assertThat(config.epochsUntil(14)).isEqualTo(170);
    TrainingRecipe recipe = config.recipe(RandomStreams.of(5), 2404);
    assertThat(recipe.optimiser()).isEqualTo(SgdSettings.mobileSupernet());
    assertThat(recipe.schedule()).isEqualTo(new LrSchedule.LinearToFloor(0.25, 5e-4, 601_000));
    assertThat(recipe.rule()).isEqualTo(new StepRule.SinglePath(new ReferencePaths(5)));
    assertThat(recipe.loss()).isEqualTo(new SmoothedCrossEntropy(0.1));
  }

  @Test
  void anEpochOfStrictlyFairStepsIsAsManyPassesAsOneOfSinglePaths() {
    TrainingConfig config =
        read(
            SPOS.replace("batch-size: 512", "batch-size: 1024")
                .replace("  later-epochs: 5\n", "")
                .replace("start: 0.25, floor: 5e-4, epochs: 250", "start: 0.5")
                .replace("paths: uniform", "paths: strictly-fair"));
    SearchSpace two = TestSpaces.withCodes(TestSpaces.cpu19(), twoEach());
    assertThat(config.passes(two)).isEqualTo(2);
    assertThat(config.passes(TestSpaces.cpu19())).isEqualTo(6);
    assertThat(config.steps(1202, 2)).isEqualTo(60_100);
    assertThat(config.steps(1202, 3)).isEqualTo(40_066);
    TrainingRecipe recipe = config.recipe(RandomStreams.of(0), 1202, 2);
    assertThat(recipe.schedule()).isEqualTo(new LrSchedule.LinearToFloor(0.5, 0, 60_100));
    assertThat(recipe.schedule().rate(60_100)).isZero();
    assertThat(recipe.rule()).isEqualTo(new StepRule.FairPaths(new ReferenceFairPaths(0)));
    assertThat(read(SPOS).passes(TestSpaces.gpu21())).isEqualTo(1);
  }

  private static String[] twoEach() {
    String[] codes = new String[19];
    java.util.Arrays.fill(codes, "2 4");
    return codes;
  }

  @Test
  void nasBench201SettingsRead() {
    TrainingConfig config =
        read(
            """
            training:
              batch-size: 64
              epochs: 100
              learning-rate: {kind: cosine, start: 0.025, floor: 0.001, epochs: 250}
              sgd:
                momentum: 0.9
                nesterov: true
                weight-decay: 5e-4
                decay: all
                zero-gradients: missing-is-zero
              label-smoothing: 0
              initialisation: framework-default
              paths: independent-cells
              sampling: own
              amp: bf16
            """);
    TrainingRecipe recipe = config.recipe(RandomStreams.of(0), 391);
    assertThat(recipe.optimiser()).isEqualTo(SgdSettings.nasBench201());
    assertThat(recipe.schedule()).isEqualTo(new LrSchedule.CosinePerEpoch(0.025, 0.001, 250, 391));
    assertThat(config.stageEpochs(3)).isEqualTo(100);
    assertThat(recipe.mode()).isEqualTo(new ForwardMode(BatchNormMode.TRAIN, MixedPrecision.BF16));
  }

  @Test
  void refusalsNameFileLineKeyAndLimit() {
    refused(SPOS.replace("batch-size: 512", "batch-size: 0"), ":2: ", "batch-size is 0");
    refused(SPOS.replace("floor: 5e-4", "floor: 0.5"), ":5: ", "floor is 0.5", "0.25");
    refused(SPOS.replace("clip-value: 5", "clip-value: -5"), ":11: ", "clip-value is -5");
    refused(SPOS.replace("label-smoothing: 0.1", "label-smoothing: 1"), "label-smoothing is 1");
    refused(SPOS.replace("momentum: 0.9", "momentum: 1.9"), ":7: ", "momentum is 1.9");
    refused(SPOS.replace("paths: uniform", "paths: independent-cells"), "sampling is reference");
    refused(SPOS.replace("amp: off", "amp: fp8"), ":17: ", "training.amp", "off", "bf16", "fp16");
    refused(SPOS.replace("epochs: 100", "epoch: 100"), "unknown key training.epoch", "epochs");
    refused(
        SPOS.replace(", epochs: 250", ""), ":4: ", "training.later-epochs is 5, but the learning");
    refused(
        SPOS.replace("kind: linear", "kind: constant"), "floor has no meaning with kind: constant");
    refused(
        SPOS.replace("clip-value: 5", "clip-value: 5\n    clip-norm: 5"),
        "clip-norm and clip-value exclude each other");
  }

  @Test
  void referenceSamplingStartsAtSeedsThatNumpyTakes() {
    TrainingConfig config = read(SPOS);
    for (long seed : new long[] {-1, 1L << 32}) {
      assertThatExceptionOfType(AbsException.class)
          .isThrownBy(() -> config.recipe(RandomStreams.of(seed), 2404))
          .matches(e -> e.exitCode() == ExitCode.USAGE)
          .withMessage(
              "seed is %d, must be 0 to 4294967295 with training.sampling: reference", seed);
    }
    assertThat(config.recipe(RandomStreams.of((1L << 32) - 1), 2404)).isNotNull();
  }

  private static TrainingConfig read(String yaml) {
    return StrictYaml.read(yaml, "run.yaml", Holder.class, ExitCode.USAGE).training();
  }

  private static void refused(String yaml, String... parts) {
    assertThatExceptionOfType(AbsException.class)
        .isThrownBy(() -> read(yaml))
        .matches(e -> e.exitCode() == ExitCode.USAGE)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).hasLineCount(1));
  }
}
