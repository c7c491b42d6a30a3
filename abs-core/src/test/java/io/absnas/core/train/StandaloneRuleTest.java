package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.nn.Networks;
import io.absnas.core.nn.StandaloneNetwork;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StandaloneRuleTest {
  private static final BatchSource BATCHES = step -> SyntheticImages.batch(step, 12);

  private static StandaloneNetwork network() {
    return Networks.standalone(
        TinySupernet.SPACE,
        TinySupernet.SPACE.parse("0 -1 2"),
        false,
        RandomStreams.of(1),
        ComputeDevice.CPU,
        DataType.FLOAT64);
  }

  /** Batch norms use running statistics, so that replicas see what one network sees. */
  private static TrainingRecipe recipe(double dropout) {
    return new TrainingRecipe(
        new StepRule.Standalone(dropout, DropPath.NONE, 0.4, RandomStreams.of(3)),
        new SgdSettings(
            0.9,
            false,
            4e-5,
            SgdSettings.ALL_BUT_BATCH_NORM,
            new GradientClip.ByNorm(5),
            ZeroGradientRule.PATH_ONLY),
        new LrSchedule.CosinePerStep(0.05, 0, 4),
        new SmoothedCrossEntropy(0.1),
        ForwardMode.full(BatchNormMode.EVALUATE));
  }

  private static NamedTensors trained(double dropout, int replicas, List<Double> losses) {
    List<StandaloneNetwork> networks = new ArrayList<>();
    for (int i = 0; i < replicas; i++) {
      networks.add(network());
    }
    try (TrainingLoop loop = new TrainingLoop(List.copyOf(networks), recipe(dropout), BATCHES)) {
      loop.run(
          TinySupernet.SPACE,
          4,
          report -> {
            losses.add(report.loss());
            return StepListener.Decision.CONTINUE;
          });
      return loop.result();
    } finally {
      networks.forEach(StandaloneNetwork::close);
    }
  }

  @Test
  void whatIsDroppedDoesNotDependOnTheNumberOfReplicas() {
    List<Double> alone = new ArrayList<>();
    List<Double> shared = new ArrayList<>();
    List<Double> without = new ArrayList<>();
    NamedTensors one = trained(0.3, 1, alone);
    NamedTensors three = trained(0.3, 3, shared);
    trained(0, 1, without);
    for (int i = 0; i < alone.size(); i++) {
      assertThat(shared.get(i)).isCloseTo(alone.get(i), within(1e-12));
      assertThat(without.get(i)).isNotCloseTo(alone.get(i), within(1e-7));
    }
    assertThat(one.names()).contains("features.1.conv.0.weight", "classifier.1.bias");
    for (String name : one.names()) {
      double[] expected = one.find(name).orElseThrow().doubles();
      assertThat(three.find(name).orElseThrow().doubles()).containsExactly(expected, within(1e-11));
    }
  }

  @Test
  void edgesAreDroppedMoreOftenFromEpochToEpoch() {
    DropPath drop = new DropPath(0.3, 600, 391);
    assertThat(drop.probability(391)).isZero();
    assertThat(drop.probability(392)).isCloseTo(0.3 / 600, within(1e-15));
    assertThat(drop.probability(600 * 391)).isCloseTo(0.3 * 599 / 600, within(1e-15));
    assertThat(drop.probability(700 * 391)).isEqualTo(0.3);
    assertThat(DropPath.NONE.probability(5)).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DropPath(1, 2, 3))
        .withMessage("most must be at least 0 and below 1, was 1.0");
  }

  @Test
  void aSupernetIsRefused() {
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT64, 1);
        TrainingLoop loop = new TrainingLoop(List.of(network), recipe(0), BATCHES)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> loop.run(TinySupernet.SPACE, 1, report -> StepListener.Decision.CONTINUE))
          .withMessage("a supernet cannot be trained as a whole");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StepRule.Standalone(1, DropPath.NONE, 0.4, RandomStreams.of(1)))
        .withMessage("dropout must be at least 0 and below 1, was 1.0");
  }
}
