package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.nn.Network;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.tensor.LiveArrays;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.train.StepListener.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingLoopTest {
  private static final StepListener GO_ON = report -> Decision.CONTINUE;
  private static final LrSchedule FALLING = new LrSchedule.LinearToFloor(0.05, 0.001, 40);
  private static final BatchSource BATCHES = step -> SyntheticImages.batch(step, 12);

  @Test
  void aResumedRunEndsWithTheBitsOfACalmOne(@TempDir Path directory) throws IOException {
    TrainingState calm;
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop = loop(network)) {
      loop.run(TinySupernet.SPACE, 10, GO_ON);
      calm = loop.state();
    }
    CheckpointStore store = new CheckpointStore(directory, 1);
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop = loop(network)) {
      loop.run(TinySupernet.SPACE, 4, GO_ON);
      TrainingState state = loop.state();
      store.write(state.step(), writer -> TrainingCheckpoint.write(writer, state));
    }
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT32, 99);
        TrainingLoop loop = loop(network)) {
      loop.restore(TrainingCheckpoint.read(store.newestWhole().orElseThrow()));
      assertThat(loop.step()).isEqualTo(4);
      loop.run(TinySupernet.SPACE, 10, GO_ON);
      TrainingState resumed = loop.state();
      assertThat(TinySupernet.same(resumed.weights(), calm.weights())).isTrue();
      assertThat(resumed.velocities().names())
          .containsExactlyInAnyOrderElementsOf(calm.velocities().names());
      calm.velocities()
          .tensors()
          .forEach(
              tensor ->
                  assertThat(resumed.velocities().find(tensor.name()).orElseThrow().floats())
                      .isEqualTo(tensor.floats()));
      assertThat(resumed.touched()).isEqualTo(calm.touched());
    }
  }

  @Test
  void theListenerHearsOfEveryStepAndCanEndTheRun() {
    List<StepReport> reports = new ArrayList<>();
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop = loop(network)) {
      loop.run(
          TinySupernet.SPACE,
          10,
          report -> {
            reports.add(report);
            return report.step() == 3 ? Decision.STOP : Decision.CONTINUE;
          });
      assertThat(loop.step()).isEqualTo(3);
    }
    assertThat(reports).extracting(StepReport::step).containsExactly(1L, 2L, 3L);
    assertThat(reports).extracting(StepReport::images).containsOnly(12);
    assertThat(reports.get(2).learningRate()).isEqualTo(FALLING.rate(3));
    assertThat(reports).allMatch(report -> report.stepNanos() >= report.dataWaitNanos());
  }

  @Test
  void aLossThatIsNoNumberEndsTheRunBeforeTheUpdate() {
    BatchSource poisoned =
        step -> {
          HostBatch batch = SyntheticImages.batch(step, 12);
          if (step == 3) {
            batch.pixels()[5] = Float.NaN;
          }
          return batch;
        };
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop =
            new TrainingLoop(List.of(network), TinySupernet.recipe(FALLING), poisoned)) {
      loop.run(TinySupernet.SPACE, 2, GO_ON);
      TrainingState before = loop.state();
      String path =
          TestSpaces.codes(
              TinySupernet.SPACE,
              new UniformPaths(RandomStreams.of(3)).paths(TinySupernet.SPACE, 3).get(0));
      assertThatExceptionOfType(AbsException.class)
          .isThrownBy(() -> loop.run(TinySupernet.SPACE, 5, GO_ON))
          .withMessageContaining("step 3")
          .withMessageContaining("path " + path)
          .matches(e -> e.exitCode() == ExitCode.FAILED);
      TrainingState after = loop.state();
      assertThat(after.step()).isEqualTo(2);
      assertThat(after.touched()).isEqualTo(before.touched());
      assertThat(TinySupernet.same(after.velocities(), before.velocities())).isTrue();
      network
          .parameters()
          .forEach(
              param ->
                  assertThat(after.weights().find(param.name()).orElseThrow().floats())
                      .isEqualTo(before.weights().find(param.name()).orElseThrow().floats()));
    }
  }

  @Test
  void nothingIsLeftBehindByAStep() {
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop = loop(network)) {
      loop.run(TinySupernet.SPACE, 30, GO_ON);
      int networkArrays = Scopes.arrays(network.parameters().get(0).value().getManager());
      int loopArrays = loop.arrays();
      assertThat(loop.state().velocities().names()).hasSameSizeAs(network.parameters());
      loop.run(TinySupernet.SPACE, 40, GO_ON);
      assertThat(Scopes.arrays(network.parameters().get(0).value().getManager()))
          .isEqualTo(networkArrays);
      assertThat(loop.arrays()).isEqualTo(loopArrays);
    }
  }

  @Test
  void hundredsOfStepsOnTwoReplicasLeaveTheSameArrays() {
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop =
            new TrainingLoop(
                List.of(one, two), TinySupernet.recipe(new LrSchedule.Constant(0.01)), BATCHES)) {
      // Until every op has been on a path, arrays such as velocities are still made.
      loop.run(TinySupernet.SPACE, 40, GO_ON);
      int arrays = LiveArrays.count();
      for (long step = 100; step <= 300; step += 100) {
        loop.run(TinySupernet.SPACE, step, GO_ON);
        assertThat(LiveArrays.count()).isEqualTo(arrays);
      }
    }
  }

  @Test
  void droppedOpsAreNotTrainedAnyMore() {
    EdgeOp drop = new EdgeOp(0, TinySupernet.SPACE.ops(0).get(1));
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop = loop(network)) {
      loop.run(TinySupernet.SPACE, 8, GO_ON);
      TrainingState before = loop.state();
      loop.run(TinySupernet.SPACE.without(drop), 20, GO_ON);
      TrainingState after = loop.state();
      assertThat(before.touched()).anyMatch(name -> name.startsWith("features.0._ops.1."));
      before
          .weights()
          .tensors()
          .forEach(
              tensor -> {
                if (tensor.name().startsWith("features.0._ops.1.")) {
                  assertThat(after.weights().find(tensor.name()).orElseThrow().floats())
                      .isEqualTo(tensor.floats());
                }
              });
    }
  }

  @Test
  void replicasAverageTheGradientsOfTheirImagesAndStayEqual() {
    SmoothedCrossEntropy loss = new SmoothedCrossEntropy(0.1);
    SgdSettings plain =
        new SgdSettings(
            0,
            false,
            0,
            SgdSettings.ALL,
            GradientClip.None.NONE,
            ZeroGradientRule.SKIP_ZERO_GRADIENT);
    var paths = new UniformPaths(RandomStreams.of(3)).paths(TinySupernet.SPACE, 1);
    HostBatch batch = SyntheticImages.batch(1, 9);
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT64, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT64, 1);
        MobileSupernet firstHalf = TinySupernet.network(DataType.FLOAT64, 1);
        MobileSupernet secondHalf = TinySupernet.network(DataType.FLOAT64, 1);
        Replicas replicas = new Replicas(List.of(one, two), TinySupernet.recipe(loss, plain));
        Replica first = new Replica(firstHalf, TinySupernet.recipe(loss, plain));
        Replica second = new Replica(secondHalf, TinySupernet.recipe(loss, plain))) {
      Replicas.Outcome found = replicas.step(1, batch, paths, 0.1, 1);
      // Four images for the first replica, five for the second.
      double firstLoss = first.accumulate(1, batch, 0, 4, paths, 1)[0];
      double secondLoss = second.accumulate(1, batch, 4, 9, paths, 1)[0];
      assertThat(found.losses().get(0))
          .isCloseTo((4 * firstLoss + 5 * secondLoss) / 9, within(1e-12));
      first.update(0.1 * 4 / 9, 1);
      second.update(0.1 * 5 / 9, 1);
      // A plain gradient step is linear, so the two halves' moves add up.
      var start = TinySupernet.network(DataType.FLOAT64, 1);
      try (start) {
        for (var param : start.parameters()) {
          double[] moved = value(one, param.name());
          double[] origin = value(start, param.name());
          double[] a = value(firstHalf, param.name());
          double[] b = value(secondHalf, param.name());
          assertThat(value(two, param.name())).isEqualTo(moved);
          for (int i = 0; i < moved.length; i++) {
            assertThat(moved[i]).isCloseTo(a[i] + b[i] - origin[i], within(1e-12));
          }
        }
      }
    }
  }

  @Test
  void twoReplicasTrainAndResumeLikeOneLoop() {
    TrainingState calm;
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT32, 2);
        TrainingLoop loop =
            new TrainingLoop(List.of(one, two), TinySupernet.recipe(FALLING), BATCHES)) {
      loop.run(TinySupernet.SPACE, 6, GO_ON);
      calm = loop.state();
      for (var param : one.parameters()) {
        assertThat(value(two, param.name())).isEqualTo(value(one, param.name()));
      }
    }
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT32, 2);
        TrainingLoop loop =
            new TrainingLoop(List.of(one, two), TinySupernet.recipe(FALLING), BATCHES)) {
      loop.run(TinySupernet.SPACE, 2, GO_ON);
      loop.restore(loop.state());
      loop.run(TinySupernet.SPACE, 6, GO_ON);
      assertThat(TinySupernet.same(loop.state().weights(), calm.weights())).isTrue();
    }
  }

  @Test
  void aBatchSmallerThanTheReplicasIsRefused() {
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop =
            new TrainingLoop(
                List.of(one, two),
                TinySupernet.recipe(FALLING),
                step -> SyntheticImages.batch(step, 1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> loop.run(TinySupernet.SPACE, 1, GO_ON))
          .withMessageContaining("2 replicas");
    }
  }

  private static TrainingLoop loop(Network network) {
    return new TrainingLoop(List.of(network), TinySupernet.recipe(FALLING), BATCHES);
  }

  private static double[] value(Network network, String name) {
    return network.state().find(name).orElseThrow().doubles();
  }
}
