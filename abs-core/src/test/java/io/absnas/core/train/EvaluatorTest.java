package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.train.StepListener.Decision;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class EvaluatorTest {
  private static final SampledPath PATH = SampledPath.of(TinySupernet.SPACE.parse("0 1 2"));
  private static final List<HostBatch> TRAINING = SyntheticImages.batches(1, 3, 20);
  private static final List<HostBatch> HELD_OUT = SyntheticImages.batches(1000, 4, 25);

  @Test
  void cumulativeRecalibrationIsTheMeanOverTheBatches() {
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT64, 1)) {
      BatchNormRecalibration.cumulative(TRAINING).run(network, PATH);
      NamedTensors found = network.runningStatistics(PATH);
      List<double[]> means =
          found.tensors().stream().map(tensor -> new double[tensor.size()]).toList();
      for (HostBatch batch : TRAINING) {
        // Momentum 1 leaves the statistics of the one batch.
        new BatchNormRecalibration(List.of(batch), OptionalDouble.of(1)).run(network, PATH);
        List<HostTensor> one = List.copyOf(network.runningStatistics(PATH).tensors());
        for (int i = 0; i < means.size(); i++) {
          double[] values = one.get(i).doubles();
          for (int j = 0; j < values.length; j++) {
            means.get(i)[j] += values[j] / TRAINING.size();
          }
        }
      }
      List<HostTensor> tensors = List.copyOf(found.tensors());
      for (int i = 0; i < means.size(); i++) {
        assertThat(tensors.get(i).doubles()).containsExactly(means.get(i), within(1e-9));
      }
    }
  }

  @Test
  void fixedMomentumForgetsTheResetStatistics() {
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT64, 1)) {
      HostBatch batch = TRAINING.get(0);
      new BatchNormRecalibration(List.of(batch), OptionalDouble.of(1)).run(network, PATH);
      double[] own = mean(network);
      new BatchNormRecalibration(List.of(batch, batch), OptionalDouble.of(0.1)).run(network, PATH);
      double[] found = mean(network);
      for (int i = 0; i < own.length; i++) {
        assertThat(found[i]).isCloseTo((1 - 0.9 * 0.9) * own[i], within(1e-12));
      }
    }
  }

  @Test
  void evaluationLeavesEveryBitOfTheNetwork() {
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT32, 1);
        Evaluator evaluator = new Evaluator(network)) {
      train(network, 5);
      NamedTensors before = network.state();
      BatchNormRecalibration recalibration = BatchNormRecalibration.cumulative(TRAINING);
      Accuracy first = evaluator.accuracy(PATH, HELD_OUT, recalibration);
      assertThat(TinySupernet.same(network.state(), before)).isTrue();
      assertThat(evaluator.accuracy(PATH, HELD_OUT, recalibration)).isEqualTo(first);
      evaluator.accuracy(PATH, HELD_OUT);
      assertThat(TinySupernet.same(network.state(), before)).isTrue();
      assertThat(first.images()).isEqualTo(100);
    }
  }

  @Test
  void aSupernetLearnsAndItsChildrenDoWellAfterRecalibration() {
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT32, 1);
        Evaluators evaluators = new Evaluators(List.of(network), () -> false)) {
      double[] losses = train(network, 150);
      assertThat(mean(losses, 0, 10)).isGreaterThan(1.0);
      // Label smoothing 0.1 over four classes costs at least 0.325.
      assertThat(mean(losses, 140, 150)).isBetween(0.325, 0.55);
      ChildrenReport report =
          ChildrenReport.measure(
                  evaluators,
                  TinySupernet.SPACE,
                  RandomStreams.of(1),
                  6,
                  HELD_OUT,
                  BatchNormRecalibration.cumulative(TRAINING),
                  EvaluationListener.NONE)
              .orElseThrow();
      assertThat(report.children()).hasSize(6);
      assertThat(report.meanAfter()).isGreaterThan(0.9);
      assertThat(report.meanBefore()).isBetween(0.0, 1.0);
    }
  }

  private static double[] train(MobileSupernet network, int steps) {
    double[] losses = new double[steps];
    try (TrainingLoop loop =
        new TrainingLoop(
            List.of(network),
            TinySupernet.recipe(new LrSchedule.LinearToFloor(0.1, 1e-3, steps)),
            step -> SyntheticImages.batch(step, 24))) {
      loop.run(
          TinySupernet.SPACE,
          steps,
          report -> {
            losses[(int) report.step() - 1] = report.loss();
            return Decision.CONTINUE;
          });
    }
    return losses;
  }

  private static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum / (to - from);
  }

  private static double[] mean(MobileSupernet network) {
    return network.state().find("conv_bn.1.running_mean").orElseThrow().doubles();
  }
}
