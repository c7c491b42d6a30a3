package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.LiveArrays;
import io.absnas.core.train.StepListener.Decision;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Children shared out over replicas whose running statistics have drifted apart in training. */
final class EvaluatorsTest {
  private static final int CHILDREN = 7;
  private static final List<HostBatch> HELD_OUT = SyntheticImages.batches(1000, 3, 25);
  private static final BatchNormRecalibration RECALIBRATION =
      BatchNormRecalibration.cumulative(SyntheticImages.batches(1, 2, 20));

  private static void train(List<Network> networks, int steps) {
    try (TrainingLoop loop =
        new TrainingLoop(
            networks,
            TinySupernet.recipe(new LrSchedule.Constant(0.1)),
            step -> SyntheticImages.batch(step, 24))) {
      assertThat(loop.networks()).isEqualTo(networks);
      loop.run(TinySupernet.SPACE, steps, report -> Decision.CONTINUE);
    }
  }

  private static ChildrenReport report(Evaluators evaluators) {
    return ChildrenReport.measure(
            evaluators,
            TinySupernet.SPACE,
            RandomStreams.of(1),
            CHILDREN,
            HELD_OUT,
            RECALIBRATION,
            EvaluationListener.NONE)
        .orElseThrow();
  }

  private static List<SampledPath> paths(int count) {
    UniformPaths uniform = new UniformPaths(RandomStreams.of(2));
    List<SampledPath> paths = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      paths.addAll(uniform.paths(TinySupernet.SPACE, i));
    }
    return paths;
  }

  @Test
  void resultsDoNotDependOnTheNumberOfNetworks() {
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet three = TinySupernet.network(DataType.FLOAT32, 1)) {
      List<Network> networks = List.of(one, two, three);
      train(networks, 12);
      NamedTensors statistics = two.runningStatistics();
      assertThat(TinySupernet.same(statistics, one.runningStatistics())).isFalse();
      List<NamedTensors> before = networks.stream().map(Network::state).toList();
      ChildrenReport alone;
      try (Evaluators evaluators = new Evaluators(List.of(one), () -> false)) {
        alone = report(evaluators);
      }
      try (Evaluators evaluators = new Evaluators(networks, () -> false)) {
        assertThat(report(evaluators)).isEqualTo(alone);
        assertThat(report(evaluators)).isEqualTo(alone);
      }
      for (int i = 0; i < networks.size(); i++) {
        assertThat(TinySupernet.same(networks.get(i).state(), before.get(i))).isTrue();
      }
    }
  }

  @Test
  void allNetworksWorkAtOnceAndValuesComeInOrder() throws InterruptedException {
    List<SampledPath> paths = paths(8);
    Set<Evaluator> used = ConcurrentHashMap.newKeySet();
    CountDownLatch bothAtWork = new CountDownLatch(2);
    List<Integer> heard = new ArrayList<>();
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT32, 1);
        Evaluators evaluators = new Evaluators(List.of(one, two), () -> false)) {
      List<SampledPath> found =
          evaluators
              .measure(
                  paths,
                  (evaluator, path) -> {
                    if (used.add(evaluator)) {
                      bothAtWork.countDown();
                      awaitQuietly(bothAtWork);
                    }
                    return path;
                  },
                  (done, total) -> heard.add(done))
              .orElseThrow();
      assertThat(found).isEqualTo(paths);
    }
    assertThat(used).hasSize(2);
    assertThat(heard).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aStopEndsItBeforeTheNextBatchAndLeavesTheNetworks() {
    AtomicInteger questions = new AtomicInteger();
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT32, 1)) {
      train(List.of(one, two), 3);
      NamedTensors first = one.state();
      NamedTensors second = two.state();
      List<Integer> heard = new ArrayList<>();
      try (Evaluators evaluators =
          new Evaluators(List.of(one, two), () -> questions.incrementAndGet() > 5)) {
        assertThat(
                evaluators.measure(
                    paths(4),
                    (evaluator, path) -> evaluator.accuracy(path, HELD_OUT, RECALIBRATION),
                    (done, total) -> heard.add(done)))
            .isEmpty();
      }
      // A child takes one question and one for each of its five batches.
      assertThat(heard).containsExactly(0);
      assertThat(questions).hasValueLessThanOrEqualTo(7);
      assertThat(TinySupernet.same(one.state(), first)).isTrue();
      assertThat(TinySupernet.same(two.state(), second)).isTrue();
    }
  }

  @Test
  void aFailureOfOneChildIsTheFailureOfAll() {
    List<SampledPath> paths = paths(6);
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT32, 1);
        Evaluators evaluators = new Evaluators(List.of(one, two), () -> false)) {
      assertThatThrownBy(
              () ->
                  evaluators.measure(
                      paths,
                      (evaluator, path) -> {
                        if (path.equals(paths.get(2))) {
                          throw new IllegalStateException("no such child");
                        }
                        return 1;
                      },
                      EvaluationListener.NONE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no such child");
    }
  }

  @Test
  void nothingIsLeftBehindByAnEvaluation() {
    try (MobileSupernet one = TinySupernet.network(DataType.FLOAT32, 1);
        MobileSupernet two = TinySupernet.network(DataType.FLOAT32, 1)) {
      List<Network> networks = List.of(one, two);
      int before = LiveArrays.count();
      try (Evaluators evaluators = new Evaluators(networks, () -> false)) {
        report(evaluators);
      }
      assertThat(LiveArrays.count()).isEqualTo(before);
    }
  }
}
