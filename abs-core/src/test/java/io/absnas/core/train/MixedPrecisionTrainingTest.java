package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Param;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.InPlace;
import io.absnas.core.tensor.MixedPrecision;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.train.StepListener.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MixedPrecisionTrainingTest {
  private static final StepListener GO_ON = report -> Decision.CONTINUE;

  @ParameterizedTest
  @EnumSource(
      value = MixedPrecision.class,
      names = {"BF16", "FP16"})
  void aResumedRunEndsWithTheBitsOfACalmOne(MixedPrecision precision, @TempDir Path directory)
      throws IOException {
    TrainingState calm;
    try (Network network = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop = loop(precision, network)) {
      loop.run(TinySupernet.SPACE, 8, GO_ON);
      calm = loop.state();
    }
    CheckpointStore store = new CheckpointStore(directory, 1);
    try (Network network = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop = loop(precision, network)) {
      loop.run(TinySupernet.SPACE, 3, GO_ON);
      TrainingState state = loop.state();
      store.write(state.step(), writer -> TrainingCheckpoint.write(writer, state));
    }
    try (Network network = TinySupernet.network(DataType.FLOAT32, 99);
        TrainingLoop loop = loop(precision, network)) {
      loop.restore(TrainingCheckpoint.read(store.newestWhole().orElseThrow()));
      loop.run(TinySupernet.SPACE, 8, GO_ON);
      TrainingState resumed = loop.state();
      assertThat(TinySupernet.same(resumed.weights(), calm.weights())).isTrue();
      assertThat(resumed.touched()).isEqualTo(calm.touched());
      assertThat(resumed.lossScale()).isEqualTo(calm.lossScale());
    }
  }

  @Test
  void theFirstLossesAreNearThoseOfFloat32() {
    List<Double> full = losses(MixedPrecision.OFF);
    List<Double> half = losses(MixedPrecision.BF16);
    assertThat(half).isNotEqualTo(full);
    for (int step = 0; step < full.size(); step++) {
      assertThat(half.get(step)).isCloseTo(full.get(step), within(2e-2));
    }
  }

  @Test
  void replicasStayEqualAndNothingIsLeftBehind() {
    List<StepReport> reports = new ArrayList<>();
    StepListener listener =
        report -> {
          reports.add(report);
          return Decision.CONTINUE;
        };
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop = loop(MixedPrecision.BF16, one, two)) {
      loop.run(TinySupernet.SPACE, 25, listener);
      int networkArrays = Scopes.arrays(one.parameters().get(0).value().getManager());
      int loopArrays = loop.arrays();
      assertThat(loop.state().velocities().names()).hasSameSizeAs(one.parameters());
      loop.run(TinySupernet.SPACE, 30, listener);
      assertThat(Scopes.arrays(one.parameters().get(0).value().getManager()))
          .isEqualTo(networkArrays);
      assertThat(loop.arrays()).isEqualTo(loopArrays);
      for (Param param : one.parameters()) {
        assertThat(two.state().find(param.name()).orElseThrow().bytes())
            .isEqualTo(one.state().find(param.name()).orElseThrow().bytes());
      }
    }
    assertThat(reports).allMatch(report -> report.updated() && report.lossScale().isEmpty());
  }

  @Test
  void anOverflowLeavesTheUpdateOutAndHalvesTheScale() {
    List<StepReport> reports = new ArrayList<>();
    StepListener listener =
        report -> {
          reports.add(report);
          return Decision.CONTINUE;
        };
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop = loop(MixedPrecision.FP16, one, two)) {
      loop.run(TinySupernet.SPACE, 2, listener);
      assertThat(reports).allMatch(StepReport::updated);
      assertThat(reports.get(1).lossScale()).hasValue(new LossScale(65536, 2, 0));
      TrainingState before = loop.state();
      // A factor that no half-precision gradient survives.
      loop.restore(with(before, new LossScale(0x1p127, 5, 0)));
      loop.run(TinySupernet.SPACE, 3, listener);
      TrainingState after = loop.state();
      assertThat(reports.get(2).updated()).isFalse();
      assertThat(reports.get(2).loss()).isFinite();
      assertThat(after.step()).isEqualTo(3);
      assertThat(after.lossScale()).hasValue(new LossScale(0x1p126, 0, 1));
      assertThat(after.touched()).isEqualTo(before.touched());
      assertThat(TinySupernet.same(after.velocities(), before.velocities())).isTrue();
      for (Param param : one.parameters()) {
        assertThat(after.weights().find(param.name()).orElseThrow().bytes())
            .isEqualTo(before.weights().find(param.name()).orElseThrow().bytes());
      }
      loop.restore(with(after, new LossScale(65536, 0, 1)));
      loop.run(TinySupernet.SPACE, 4, listener);
      assertThat(reports.get(3).updated()).isTrue();
      assertThat(reports.get(3).lossScale()).hasValue(new LossScale(65536, 1, 1));
      assertThat(TinySupernet.same(loop.state().weights(), after.weights())).isFalse();
    }
  }

  @Test
  void gradientsThatOverflowWithoutScalingEndTheRun() {
    try (Network network = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop =
            new TrainingLoop(
                List.of(network),
                recipe(MixedPrecision.FP16),
                step -> SyntheticImages.batch(step, 8))) {
      // Finite logits, but the last convolution's gradient is beyond 65504.
      scale(network, "classifier.0.weight", 1e4);
      scale(network, "conv_1x1_bn.1.weight", 100);
      scale(network, "conv_1x1_bn.0.weight", 1e-3);
      loop.restore(with(loop.state(), new LossScale(1, 0, 16)));
      assertThatExceptionOfType(AbsException.class)
          .isThrownBy(() -> loop.run(TinySupernet.SPACE, 1, GO_ON))
          .withMessageContaining("step 1")
          .withMessageContaining("17 updates left out")
          .matches(e -> e.exitCode() == ExitCode.FAILED);
      assertThat(loop.state().velocities().names()).isEmpty();
      assertThat(loop.step()).isZero();
      assertThat(loop.state().lossScale()).hasValue(new LossScale(1, 0, 16));
    }
  }

  private static void scale(Network network, String name, double factor) {
    network.parameters().stream()
        .filter(param -> param.name().equals(name))
        .forEach(param -> InPlace.scale(param.value(), factor));
  }

  private static TrainingState with(TrainingState state, LossScale scale) {
    return new TrainingState(
        state.step(),
        state.weights(),
        state.velocities(),
        state.touched(),
        Optional.of(scale),
        Optional.empty());
  }

  private static List<Double> losses(MixedPrecision precision) {
    List<Double> losses = new ArrayList<>();
    try (Network network = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop = loop(precision, network)) {
      loop.run(
          TinySupernet.SPACE,
          5,
          report -> {
            losses.add(report.loss());
            return Decision.CONTINUE;
          });
    }
    return losses;
  }

  private static TrainingLoop loop(MixedPrecision precision, Network... networks) {
    return new TrainingLoop(
        List.of(networks), recipe(precision), step -> SyntheticImages.batch(step, 12));
  }

  private static TrainingRecipe recipe(MixedPrecision precision) {
    return new TrainingRecipe(
        new StepRule.SinglePath(new UniformPaths(RandomStreams.of(3))),
        SgdSettings.mobileSupernet(),
        new LrSchedule.LinearToFloor(0.05, 0.001, 60),
        new SmoothedCrossEntropy(0.1),
        new ForwardMode(BatchNormMode.TRAIN, precision));
  }
}
