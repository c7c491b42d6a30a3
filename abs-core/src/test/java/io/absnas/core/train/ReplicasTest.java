package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.InPlace;
import io.absnas.core.weights.NamedTensors;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplicasTest {
  private static final int STEPS = 20;
  private static final double RATE = 1e-3;
  private static final PathSampler PATHS = new UniformPaths(RandomStreams.of(3));

  /** Batch norms that do not look at the batch make the split of the images immaterial. */
  private static final TrainingRecipe FROZEN =
      new TrainingRecipe(
          new StepRule.SinglePath(PATHS),
          SgdSettings.mobileSupernet(),
          new LrSchedule.LinearToFloor(1, 0, 1),
          new SmoothedCrossEntropy(0.1),
          ForwardMode.full(BatchNormMode.EVALUATE));

  @ParameterizedTest
  @CsvSource({"FLOAT64, true, 1e-9", "FLOAT64, false, 1e-9", "FLOAT32, true, 1e-4"})
  void fourReplicasMoveTheWeightsAsOneDoes(DataType type, boolean sharedMemory, double bound) {
    NamedTensors start = calibrated(type).state();
    NamedTensors one = trained(type, 1, sharedMemory);
    NamedTensors four = trained(type, 4, sharedMemory);
    double difference = 0;
    double moved = 0;
    for (String name : weights(type)) {
      double[] w0 = start.find(name).orElseThrow().doubles();
      double[] w1 = one.find(name).orElseThrow().doubles();
      double[] w4 = four.find(name).orElseThrow().doubles();
      for (int i = 0; i < w0.length; i++) {
        difference += (w4[i] - w1[i]) * (w4[i] - w1[i]);
        moved += (w1[i] - w0[i]) * (w1[i] - w0[i]);
      }
    }
    assertThat(moved).isPositive();
    assertThat(Math.sqrt(difference / moved)).isLessThanOrEqualTo(bound);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void replicasAreEqualBitForBitAfterEveryStep(boolean sharedMemory) {
    List<MobileSupernet> networks =
        IntStream.range(0, 4).mapToObj(i -> TinySupernet.network(DataType.FLOAT32, 1)).toList();
    TrainingRecipe recipe =
        TinySupernet.recipe(new SmoothedCrossEntropy(0.1), SgdSettings.mobileSupernet());
    try (Replicas replicas = new Replicas(List.copyOf(networks), recipe, sharedMemory)) {
      for (int step = 1; step <= STEPS; step++) {
        // Ten images: two replicas see three of them, two see two.
        replicas.step(
            step, SyntheticImages.batch(step, 10), PATHS.paths(TinySupernet.SPACE, step), 0.05, 1);
        NamedTensors first = networks.get(0).state();
        for (MobileSupernet other : networks.subList(1, 4)) {
          NamedTensors state = other.state();
          for (String name : weights(DataType.FLOAT32)) {
            assertThat(state.find(name).orElseThrow().floats())
                .isEqualTo(first.find(name).orElseThrow().floats());
          }
        }
        replicas.requireEqual(step);
      }
    } finally {
      networks.forEach(MobileSupernet::close);
    }
  }

  @Test
  void aReplicaThatHasDriftedApartIsNamed() {
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT32, 1);
        TrainingLoop loop =
            new TrainingLoop(List.of(one, two), FROZEN, step -> SyntheticImages.batch(step, 4))) {
      loop.run(TinySupernet.SPACE, 1, report -> StepListener.Decision.CONTINUE);
      InPlace.addScaled(
          two.parameters().get(4).value(), two.parameters().get(4).value(), Math.ulp(1f));
      assertThatExceptionOfType(AbsException.class)
          .isThrownBy(loop::state)
          .withMessageContaining("replicas 0 and 1 differ in " + two.parameters().get(4).name())
          .withMessageContaining("after step 1")
          .matches(e -> e.exitCode() == ExitCode.FAILED);
    }
  }

  private static NamedTensors trained(DataType type, int count, boolean sharedMemory) {
    List<MobileSupernet> networks =
        IntStream.range(0, count).mapToObj(i -> calibrated(type)).toList();
    try (Replicas replicas = new Replicas(List.copyOf(networks), FROZEN, sharedMemory)) {
      for (int step = 1; step <= STEPS; step++) {
        replicas.step(
            step, SyntheticImages.batch(step, 12), PATHS.paths(TinySupernet.SPACE, step), RATE, 1);
      }
      replicas.requireEqual(STEPS);
      return networks.get(0).state();
    } finally {
      networks.forEach(MobileSupernet::close);
    }
  }

  /** Running statistics of every path that is trained, estimated on fixed images. */
  private static MobileSupernet calibrated(DataType type) {
    MobileSupernet network = TinySupernet.network(type, 1);
    List<HostBatch> images = SyntheticImages.batches(500, 2, 20);
    for (int step = 1; step <= STEPS; step++) {
      SampledPath path = PATHS.paths(TinySupernet.SPACE, step).get(0);
      BatchNormRecalibration.cumulative(images).run(network, path);
    }
    return network;
  }

  private static List<String> weights(DataType type) {
    try (MobileSupernet network = TinySupernet.network(type, 1)) {
      return network.parameters().stream().map(param -> param.name()).toList();
    }
  }
}
