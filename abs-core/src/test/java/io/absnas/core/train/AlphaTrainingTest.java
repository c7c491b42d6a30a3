package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.golden.GoldenDarts;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.DartsSearchNetwork;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.MixedCells;
import io.absnas.core.nn.Network;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.StepListener.Decision;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights and architecture parameters trained by one loop. */
class AlphaTrainingTest {
  private static final StepListener GO_ON = report -> Decision.CONTINUE;

  private static BatchSource batches(int seed, int images, int side) {
    return step -> {
      float[] pixels = new float[images * side * side * 3];
      int[] labels = new int[images];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) Math.sin(1.7 * i + 3 * step + seed);
      }
      for (int i = 0; i < images; i++) {
        labels[i] = (int) (((long) i * i + step + seed) % 3);
      }
      return new HostBatch(pixels, labels, side, side, 3);
    };
  }

  private static TrainingLoop loop(
      MixtureRecipe.Order order, long weightSteps, double dropout, int side, Network... networks) {
    TrainingRecipe recipe =
        new TrainingRecipe(
            new StepRule.Mixed(new IdentityDropoutPlan(dropout, 10, 2, 1), RandomStreams.of(3)),
            new SgdSettings(
                0.9,
                false,
                3e-4,
                SgdSettings.ALL,
                new GradientClip.ByNorm(5),
                ZeroGradientRule.PATH_ONLY),
            new LrSchedule.Constant(0.1),
            new SmoothedCrossEntropy(0),
            ForwardMode.full(BatchNormMode.TRAIN),
            Optional.empty(),
            Optional.of(
                new MixtureRecipe(
                    new AdamSettings(3e-3, 0.5, 0.999, 1e-8, 1e-3),
                    order,
                    new GradientClip.ByNorm(5),
                    weightSteps,
                    MixtureRecipe.PUBLISHED_RADIUS)));
    return new TrainingLoop(
        List.of(networks), recipe, batches(0, 7, side), Optional.of(batches(50, 5, side)));
  }

  private static NamedTensors alphas(Network network) {
    return NamedTensors.of(
        network.state().tensors().stream().filter(t -> t.name().startsWith("alphas")).toList());
  }

  private static void same(NamedTensors found, NamedTensors expected, double within) {
    assertThat(found.names()).isEqualTo(expected.names());
    for (HostTensor tensor : expected.tensors()) {
      double[] values = found.find(tensor.name()).orElseThrow().doubles();
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i]).as(tensor.name()).isCloseTo(tensor.doubles()[i], within(within));
      }
    }
  }

  /** Batches of seven and five images do not even split evenly. */
  @Test
  void twoReplicasTrainLikeOne() {
    for (MixtureRecipe.Order order : MixtureRecipe.Order.values()) {
      try (SmoothMixture single = new SmoothMixture();
          SmoothMixture first = new SmoothMixture();
          SmoothMixture second = new SmoothMixture();
          TrainingLoop one = loop(order, 1, 0, 1, single);
          TrainingLoop two = loop(order, 1, 0, 1, first, second)) {
        NamedTensors start = alphas(single);
        one.run(LinearSupernet.SPACE, 1, GO_ON);
        same(alphas(single), start, 0);
        one.run(LinearSupernet.SPACE, 5, GO_ON);
        two.run(LinearSupernet.SPACE, 5, GO_ON);
        same(first.state(), single.state(), 1e-12);
        same(second.state(), first.state(), 0);
        assertThat(alphas(single).find("alphas.0").orElseThrow().doubles())
            .isNotEqualTo(start.find("alphas.0").orElseThrow().doubles());
      }
    }
  }

  private static DartsSearchNetwork network() {
    return new DartsSearchNetwork(
        MixedCells.of(GoldenDarts.space(), MixedCells.Form.PDARTS),
        RandomStreams.of(1),
        ComputeDevice.CPU,
        DataType.FLOAT32);
  }

  @Test
  void aResumedSearchEndsWithTheBitsOfACalmOne(@TempDir Path directory) throws IOException {
    SearchSpace space = GoldenDarts.space();
    MixtureRecipe.Order order = MixtureRecipe.Order.SECOND;
    List<Optional<Double>> losses = new ArrayList<>();
    TrainingState calm;
    try (DartsSearchNetwork network = network();
        TrainingLoop loop = loop(order, 1, 0.5, GoldenDarts.SIDE, network)) {
      loop.run(
          space,
          5,
          report -> {
            losses.add(report.validationLoss());
            return Decision.CONTINUE;
          });
      calm = loop.state();
    }
    assertThat(losses.get(0)).isEmpty();
    assertThat(losses.subList(1, 5)).allMatch(Optional::isPresent);
    CheckpointStore store = new CheckpointStore(directory, 1);
    try (DartsSearchNetwork network = network();
        TrainingLoop loop = loop(order, 1, 0.5, GoldenDarts.SIDE, network)) {
      loop.run(space, 3, GO_ON);
      TrainingState state = loop.state();
      store.write(state.step(), writer -> TrainingCheckpoint.write(writer, state));
    }
    try (DartsSearchNetwork network = network();
        TrainingLoop loop = loop(order, 1, 0.5, GoldenDarts.SIDE, network)) {
      loop.restore(TrainingCheckpoint.read(store.newestWhole().orElseThrow()));
      loop.run(space, 4, GO_ON);
      int arrays = loop.arrays();
      loop.run(space, 5, GO_ON);
      assertThat(loop.arrays()).isEqualTo(arrays);
      same(loop.state().weights(), calm.weights(), 0);
      same(loop.state().velocities(), calm.velocities(), 0);
      same(loop.state().alphas().orElseThrow(), calm.alphas().orElseThrow(), 0);
    }
  }

  @Test
  void architectureParametersNeedImagesOfTheirOwn() {
    try (SmoothMixture network = new SmoothMixture()) {
      TrainingRecipe recipe =
          new TrainingRecipe(
              new StepRule.Mixed(IdentityDropoutPlan.NONE, RandomStreams.of(1)),
              SgdSettings.nasBench201(),
              new LrSchedule.Constant(0.1),
              new SmoothedCrossEntropy(0));
      assertThatThrownBy(
              () ->
                  new TrainingLoop(
                      List.of(network), recipe, batches(0, 4, 1), Optional.of(batches(1, 4, 1))))
          .hasMessageContaining("images of their own");
    }
  }
}
