package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.AlphaStart;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.EdgeGates;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.ProxylessSupernet;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.StepListener.Decision;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights and gates trained by one loop, when, and the rules of single edges. */
class GateStepTest {
  private static final StepListener GO_ON = report -> Decision.CONTINUE;
  private static final LayeredSpace SPACE =
      GoldenMobile.SPACE.withChoices(
          List.of(
              GoldenMobile.SPACE.ops(0).subList(0, 3),
              GoldenMobile.SPACE.ops(1).subList(3, 7),
              GoldenMobile.SPACE.ops(2).subList(2, 3),
              GoldenMobile.SPACE.ops(3).subList(6, 7),
              GoldenMobile.SPACE.ops(4).subList(0, 2)));

  private static ProxylessSupernet network(DataType type) {
    return new ProxylessSupernet(
        SPACE, AlphaStart.PUBLISHED, RandomStreams.of(3), ComputeDevice.CPU, type);
  }

  private static ExpectedCost cost() {
    return new ExpectedCost(
        1000,
        SPACE.choices().stream()
            .map(ops -> IntStream.range(0, ops.size()).mapToObj(i -> 100.0 + 50 * i).toList())
            .toList());
  }

  private static TrainingLoop loop(GateRecipe.Method method, Network... networks) {
    BatchSource held = step -> GoldenMobile.batch((int) (1000 + step));
    return loop(method, new GateSchedule.Every(1, 2), held, networks);
  }

  private static TrainingLoop loop(
      GateRecipe.Method method,
      GateSchedule.Pattern moments,
      BatchSource held,
      Network... networks) {
    return loop(method, new AdamSettings(1e-2, 0, 0.999, 1e-8, 0), moments, held, networks);
  }

  private static TrainingLoop loop(
      GateRecipe.Method method,
      AdamSettings adam,
      GateSchedule.Pattern moments,
      BatchSource held,
      Network... networks) {
    RandomStreams streams = RandomStreams.of(7);
    GateRecipe gates =
        new GateRecipe(
            adam,
            method,
            Optional.of(new CostTarget(cost(), 1300)),
            new GateSchedule(1, 1, moments),
            streams);
    TrainingRecipe recipe =
        new TrainingRecipe(
            new StepRule.SinglePath(
                new AlphaPaths(((ProxylessSupernet) networks[0])::alphas, streams)),
            SgdSettings.nasBench201(),
            new LrSchedule.Constant(0.01),
            new SmoothedCrossEntropy(0.1),
            ForwardMode.full(BatchNormMode.TRAIN),
            Optional.empty(),
            Optional.of(gates));
    BatchSource batches = step -> GoldenMobile.batch((int) step);
    return new TrainingLoop(List.of(networks), recipe, batches, Optional.of(held));
  }

  private static void same(NamedTensors found, NamedTensors expected) {
    assertThat(found.names()).isEqualTo(expected.names());
    for (HostTensor tensor : expected.tensors()) {
      assertThat(found.find(tensor.name()).orElseThrow().bytes())
          .as(tensor.name())
          .isEqualTo(tensor.bytes());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResumedTrainingEndsWithTheBitsOfACalmOne(GateMode mode, @TempDir Path directory)
      throws IOException {
    resumes(new GateRecipe.Gradient(mode, new CostTerm.MulLog(0.2, 0.3)), directory);
  }

  @Test
  void soDoesOneByReinforce(@TempDir Path directory) throws IOException {
    resumes(new GateRecipe.Reinforce(3, 0.99, 0.1), directory);
  }

  @Test
  void parametersThatAreNoNumbersEndTheTraining() {
    AdamSettings boundless = new AdamSettings(Double.MAX_VALUE, 0, 0.999, 1e-8, 0);
    BatchSource held = step -> GoldenMobile.batch((int) (1000 + step));
    try (ProxylessSupernet network = network(DataType.FLOAT32);
        TrainingLoop loop =
            loop(
                new GateRecipe.Gradient(GateMode.TWO, new CostTerm.MulLog(0.2, 0.3)),
                boundless,
                new GateSchedule.Every(1, 1),
                held,
                network)) {
      assertThatThrownBy(() -> loop.run(SPACE, 5, GO_ON))
          .hasMessageContaining("training of architecture parameters diverged at step 3")
          .hasMessageContaining("sum of the parameters' sizes Infinity");
    }
  }

  private static void resumes(GateRecipe.Method method, Path directory) throws IOException {
    TrainingState calm;
    List<Optional<Double>> losses = new ArrayList<>();
    NamedTensors start;
    try (ProxylessSupernet network = network(DataType.FLOAT32);
        TrainingLoop loop = loop(method, network)) {
      start = network.state();
      loop.run(
          SPACE,
          5,
          report -> {
            losses.add(report.validationLoss());
            return Decision.CONTINUE;
          });
      calm = loop.state();
    }
    assertThat(losses.subList(0, 2)).allMatch(Optional::isEmpty);
    assertThat(losses.subList(2, 5)).allMatch(Optional::isPresent);
    assertThat(calm.weights().find("features.0.AP_path_alpha").orElseThrow().doubles())
        .isNotEqualTo(start.find("features.0.AP_path_alpha").orElseThrow().doubles());
    assertThat(calm.weights().find("features.2.AP_path_alpha").orElseThrow().doubles())
        .isEqualTo(start.find("features.2.AP_path_alpha").orElseThrow().doubles());
    CheckpointStore store = new CheckpointStore(directory, 1);
    try (ProxylessSupernet network = network(DataType.FLOAT32);
        TrainingLoop loop = loop(method, network)) {
      loop.run(SPACE, 4, GO_ON);
      TrainingState state = loop.state();
      store.write(state.step(), writer -> TrainingCheckpoint.write(writer, state));
    }
    try (ProxylessSupernet network = network(DataType.FLOAT32);
        TrainingLoop loop = loop(method, network)) {
      loop.restore(TrainingCheckpoint.read(store.newestWhole().orElseThrow()));
      loop.run(SPACE, 5, GO_ON);
      same(loop.state().weights(), calm.weights());
      same(loop.state().velocities(), calm.velocities());
      same(loop.state().alphas().orElseThrow(), calm.alphas().orElseThrow());
    }
  }

  /** Hundreds of batches of an epoch's end would not fit into memory together. */
  @Test
  void aBatchIsAskedForWhenItsUpdateBegins() {
    List<double[]> before = new ArrayList<>();
    try (ProxylessSupernet network = network(DataType.FLOAT32);
        TrainingLoop loop =
            loop(
                new GateRecipe.Gradient(GateMode.FULL_V2, new CostTerm.AddLinear(0.1)),
                new GateSchedule.AtEnd(4),
                update -> {
                  String parameter = "features.0.AP_path_alpha";
                  before.add(network.state().find(parameter).orElseThrow().doubles());
                  return GoldenMobile.batch((int) update);
                },
                network)) {
      loop.run(SPACE, 3, GO_ON);
    }
    assertThat(before).hasSize(4);
    assertThat(before.stream().map(Arrays::toString)).doesNotHaveDuplicates();
  }

  /** Batch norms see the images of their replica, so only the rules are alike, not the numbers. */
  @Test
  void replicasStayEqual() {
    GateRecipe.Method method =
        new GateRecipe.Gradient(GateMode.FULL_V2, new CostTerm.AddLinear(0.1));
    try (ProxylessSupernet first = network(DataType.FLOAT32);
        ProxylessSupernet second = network(DataType.FLOAT32);
        TrainingLoop loop = loop(method, first, second)) {
      loop.run(SPACE, 4, GO_ON);
      assertThat(first.alphas()).isEqualTo(second.alphas());
      assertThat(loop.state().step()).isEqualTo(4);
    }
  }

  /** Gradients of two replicas that see the same images are those of one. */
  @Test
  void gradientsAreMeansOverReplicas() {
    HostBatch batch = GoldenMobile.batch(3);
    HostBatch twice = twice(batch);
    List<EdgeGates> gates =
        List.of(
            new EdgeGates(1, List.of(0, 1, 2)),
            new EdgeGates(0, List.of(0, 1, 2, 3)),
            new EdgeGates(0, List.of(0)),
            new EdgeGates(0, List.of(0)),
            new EdgeGates(1, List.of(0, 1)));
    TrainingRecipe recipe =
        new TrainingRecipe(
            new StepRule.SinglePath(new UniformPaths(RandomStreams.of(1))),
            SgdSettings.nasBench201(),
            new LrSchedule.Constant(0.1),
            new SmoothedCrossEntropy(0));
    try (ProxylessSupernet single = network(DataType.FLOAT64);
        ProxylessSupernet first = network(DataType.FLOAT64);
        ProxylessSupernet second = network(DataType.FLOAT64);
        Replicas one = new Replicas(List.of(single), recipe);
        Replicas two = new Replicas(List.of(first, second), recipe)) {
      Replica.GateGradients expected = one.gates(batch, gates, GateMode.FULL.gradients());
      Replica.GateGradients found = two.gates(twice, gates, GateMode.FULL_V2.gradients());
      assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-12));
      for (int edge = 0; edge < gates.size(); edge++) {
        for (int i = 0; i < found.gates().get(edge).length; i++) {
          assertThat(found.gates().get(edge)[i])
              .isCloseTo(expected.gates().get(edge)[i], within(1e-10));
        }
      }
    }
  }

  private static HostBatch twice(HostBatch batch) {
    float[] pixels = Arrays.copyOf(batch.pixels(), 2 * batch.pixels().length);
    System.arraycopy(batch.pixels(), 0, pixels, batch.pixels().length, batch.pixels().length);
    int[] labels = Arrays.copyOf(batch.labels(), 2 * batch.labels().length);
    System.arraycopy(batch.labels(), 0, labels, batch.labels().length, batch.labels().length);
    return new HostBatch(pixels, labels, batch.height(), batch.width(), batch.channels());
  }

  @Test
  void aPairKeepsTheProbabilitiesOfTheOthers() {
    double[] before = {0.3, -1.2, 0.8, 0.1};
    double[] after = {0.35, -1.2, 0.75, 0.1};
    GateRule.rescale(before, after, List.of(0, 2));
    double[] old = EdgeProbabilities.of(before);
    double[] now = EdgeProbabilities.of(after);
    assertThat(now[1]).isCloseTo(old[1], within(1e-15));
    assertThat(now[3]).isCloseTo(old[3], within(1e-15));
    assertThat(now[0] / now[2]).isCloseTo(Math.exp(0.35 - 0.75), within(1e-14));
  }

  @Test
  void candidatesAreDrawnByTheirProbability() {
    double[] alphas = {Math.log(1), Math.log(2), Math.log(5)};
    RandomGenerator random = RandomStreams.of(1).stream("test");
    int draws = 20_000;
    int[] active = new int[3];
    int[] pairs = new int[3];
    for (int i = 0; i < draws; i++) {
      active[EdgeProbabilities.gates(alphas, GateMode.FULL, random).active()]++;
      EdgeGates pair = EdgeProbabilities.gates(alphas, GateMode.TWO, random);
      assertThat(pair.open()).hasSize(2);
      pairs[3 - pair.open().get(0) - pair.open().get(1)]++;
    }
    double[] p = {0.125, 0.25, 0.625};
    for (int i = 0; i < 3; i++) {
      assertThat(active[i] / (double) draws).isCloseTo(p[i], within(0.02));
    }
    // {1, 2} is left without 0: drawn as 1, 2 or as 2, 1.
    double withoutFirst = p[1] * p[2] / (1 - p[1]) + p[2] * p[1] / (1 - p[2]);
    assertThat(pairs[0] / (double) draws).isCloseTo(withoutFirst, within(0.02));
    assertThat(EdgeProbabilities.gates(new double[] {3}, GateMode.TWO, random))
        .isEqualTo(new EdgeGates(0, List.of(0)));
  }

  @Test
  void updatesComeAfterTheFirstEpochOfEach() {
    GateRecipe recipe = recipe(new GateSchedule(8, 4809, new GateSchedule.Every(5, 1)));
    assertThat(LongStream.rangeClosed(1, 8 + 4809).mapToInt(recipe::updates).sum()).isZero();
    assertThat(recipe.updates(8 + 4809 + 4)).isZero();
    assertThat(recipe.updates(8 + 4809 + 5)).isEqualTo(1);
    assertThat(recipe.updatesUntil(8 + 2 * 4809)).isEqualTo(961);
    assertThat(recipe.updatesUntil(8 + 3 * 4809)).isEqualTo(1922);
    assertThat(recipe.updates(8 + 2 * 4809 + 5)).isEqualTo(1);
    GateRecipe spread = recipe(new GateSchedule(0, 10, new GateSchedule.Spread(4)));
    // Parts of 3, 3, 2 and 2 steps.
    assertThat(LongStream.rangeClosed(11, 20).mapToInt(spread::updates))
        .containsExactly(0, 0, 1, 0, 0, 1, 0, 1, 0, 1);
    GateRecipe end = recipe(new GateSchedule(0, 3, new GateSchedule.AtEnd(7)));
    assertThat(LongStream.rangeClosed(1, 9).mapToInt(end::updates))
        .containsExactly(0, 0, 0, 0, 0, 7, 0, 0, 7);
  }

  private static GateRecipe recipe(GateSchedule schedule) {
    return new GateRecipe(
        new AdamSettings(1e-3, 0, 0.999, 1e-8, 0),
        new GateRecipe.Reinforce(1, 1, 0),
        Optional.empty(),
        schedule,
        RandomStreams.of(1));
  }

  @Test
  void theBaselineAlmostIsTheNewestMeanReward() {
    assertThat(Rewards.baseline(OptionalDouble.empty(), 0.4, 0.99)).isEqualTo(0.4);
    assertThat(Rewards.baseline(OptionalDouble.of(0.4), 0.5, 0.99)).isCloseTo(0.499, within(1e-15));
    assertThat(Rewards.reward(0.5, 0.1, 475e6, 475e6 * 1024)).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void logarithmsNeedCostsAboveOne() {
    assertThat(new CostTerm.MulLog(0.2, 0.3).problem(0.5, 3).orElseThrow())
        .contains("add-linear does not");
    assertThat(new CostTerm.AddLinear(0.1).problem(0.5, 3)).isEmpty();
    assertThatThrownBy(() -> new CostTerm.AddLinear(0))
        .hasMessage("lambda is 0.0, must be above 0");
  }
}
