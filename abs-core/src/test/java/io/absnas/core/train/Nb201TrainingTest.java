package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Networks;
import io.absnas.core.nn.Param;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.StepListener.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;

final class Nb201TrainingTest {
  private static final CellSpace SPACE =
      TestSpaces.nasBench201(4, 1, SyntheticImages.CLASSES, SyntheticImages.SIDE);

  @Test
  void sampledWeightsGoOnMovingAndResumeBitForBit() {
    TrainingState calm;
    try (Network network = network();
        TrainingLoop loop = loop(network)) {
      loop.run(SPACE, 6, report -> Decision.CONTINUE);
      calm = loop.state();
      assertThat(calm.velocities().names())
          .containsExactlyInAnyOrderElementsOf(calm.touched())
          .hasSizeLessThanOrEqualTo(network.parameters().size());
    }
    try (Network network = network();
        TrainingLoop loop = loop(network)) {
      loop.run(SPACE, 3, report -> Decision.CONTINUE);
      TrainingState state = loop.state();
      loop.restore(state);
      loop.run(SPACE, 6, report -> Decision.CONTINUE);
      assertThat(TinySupernet.same(loop.state().weights(), calm.weights())).isTrue();
    }
  }

  @Test
  void aWeightThatIsNotSampledAnyMoreStillDecays() {
    try (Network network = network();
        TrainingLoop loop = loop(network)) {
      loop.run(SPACE, 12, report -> Decision.CONTINUE);
      TrainingState before = loop.state();
      // From here on only skips and pools are sampled.
      SearchSpace fixed = TestSpaces.withCodes(SPACE, "1", "1", "4", "1", "4", "1");
      loop.run(fixed, 14, report -> Decision.CONTINUE);
      TrainingState after = loop.state();
      assertThat(after.touched()).isEqualTo(before.touched());
      for (Param param : network.parameters()) {
        String name = param.name();
        boolean moved =
            !before
                .weights()
                .find(name)
                .orElseThrow()
                .bytes()
                .equals(after.weights().find(name).orElseThrow().bytes());
        assertThat(moved).as(name).isEqualTo(before.touched().contains(name));
      }
    }
  }

  private static Network network() {
    return Networks.supernet(
        SPACE,
        Initialisation.FRAMEWORK_DEFAULT,
        RandomStreams.of(1),
        ComputeDevice.CPU,
        DataType.FLOAT32);
  }

  private static TrainingLoop loop(Network network) {
    return new TrainingLoop(
        List.of(network),
        new TrainingRecipe(
            new StepRule.SinglePath(new IndependentCells(RandomStreams.of(4))),
            SgdSettings.nasBench201(),
            new LrSchedule.CosinePerEpoch(0.025, 0.001, 250, 10),
            new SmoothedCrossEntropy(0)),
        step -> SyntheticImages.batch(step, 8));
  }
}
