package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.golden.GoldenDarts;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.DartsSearchNetwork;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.MixedCells;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Searches on one replica and on two, with batch norms that are calibrated and frozen: those of a
 * replica would see its images only.
 */
class DartsReplicasTest {
  private static final int STEPS = 3;

  @ParameterizedTest
  @CsvSource({"FLOAT64, FIRST, 1e-9", "FLOAT64, SECOND, 1e-6", "FLOAT32, FIRST, 1e-4"})
  void twoReplicasMoveWeightsAndArchitectureAsOneDoes(
      DataType type, MixtureRecipe.Order order, double bound) {
    NamedTensors start = calibrated(type).state();
    NamedTensors one = trained(type, order, 1);
    NamedTensors two = trained(type, order, 2);
    assertThat(distance(two, one, start, true)).isLessThanOrEqualTo(bound);
    assertThat(distance(two, one, start, false)).isLessThanOrEqualTo(bound);
  }

  /** Difference of two ends by the way from the start, of architecture parameters or of weights. */
  private static double distance(
      NamedTensors end, NamedTensors other, NamedTensors start, boolean alphas) {
    double difference = 0;
    double moved = 0;
    for (HostTensor tensor : start.tensors()) {
      if (tensor.name().startsWith("alphas") == alphas) {
        double[] w0 = tensor.doubles();
        double[] w1 = other.find(tensor.name()).orElseThrow().doubles();
        double[] w2 = end.find(tensor.name()).orElseThrow().doubles();
        for (int i = 0; i < w0.length; i++) {
          difference += (w2[i] - w1[i]) * (w2[i] - w1[i]);
          moved += (w1[i] - w0[i]) * (w1[i] - w0[i]);
        }
      }
    }
    assertThat(moved).isPositive();
    return Math.sqrt(difference / moved);
  }

  private static NamedTensors trained(DataType type, MixtureRecipe.Order order, int replicas) {
    List<DartsSearchNetwork> networks =
        IntStream.range(0, replicas).mapToObj(i -> calibrated(type)).toList();
    try (TrainingLoop loop =
        new TrainingLoop(
            List.copyOf(networks),
            recipe(order),
            step -> batch((int) step),
            Optional.of(step -> batch(100 + (int) step)))) {
      loop.run(GoldenDarts.space(), STEPS, report -> StepListener.Decision.CONTINUE);
      return loop.state().weights();
    } finally {
      networks.forEach(Network::close);
    }
  }

  private static TrainingRecipe recipe(MixtureRecipe.Order order) {
    return new TrainingRecipe(
        new StepRule.Mixed(IdentityDropoutPlan.NONE, RandomStreams.of(1)),
        new SgdSettings(
            0.9,
            false,
            3e-4,
            SgdSettings.ALL,
            new GradientClip.ByNorm(5),
            ZeroGradientRule.PATH_ONLY),
        new LrSchedule.Constant(0.025),
        new SmoothedCrossEntropy(0),
        ForwardMode.full(BatchNormMode.EVALUATE),
        Optional.empty(),
        Optional.of(
            new MixtureRecipe(
                new AdamSettings(3e-3, 0.5, 0.999, 1e-3, 1e-3),
                order,
                GradientClip.None.NONE,
                0,
                MixtureRecipe.PUBLISHED_RADIUS)));
  }

  private static DartsSearchNetwork calibrated(DataType type) {
    DartsSearchNetwork network =
        new DartsSearchNetwork(
            MixedCells.of(GoldenDarts.space(), MixedCells.Form.DARTS),
            RandomStreams.of(1),
            ComputeDevice.CPU,
            type);
    BatchNormRecalibration.cumulative(List.of(batch(50), batch(51)))
        .run(network, SampledPath.WHOLE);
    return network;
  }

  private static HostBatch batch(int t) {
    double[] pixels = GoldenDarts.pixels(t);
    float[] floats = new float[pixels.length];
    IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) pixels[i]);
    return new HostBatch(floats, GoldenDarts.labels(t), GoldenDarts.SIDE, GoldenDarts.SIDE, 3);
  }
}
