package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.golden.GoldenMobile;
import io.absnas.core.nn.AlphaStart;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.EdgeGates;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.GatedNetwork;
import io.absnas.core.nn.GatedPass;
import io.absnas.core.nn.LinearGates;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.ProxylessSupernet;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Scopes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradients averaged exactly over all paths of a space. */
class ExactAverageTest {
  private static final ForwardMode TRAIN = ForwardMode.full(BatchNormMode.TRAIN);

  /** Positions of the ops of every path. */
  private static List<int[]> paths(SearchSpace space) {
    List<int[]> paths = new ArrayList<>(List.of(new int[0]));
    for (List<CandidateOp> ops : space.choices()) {
      List<int[]> longer = new ArrayList<>();
      for (int[] path : paths) {
        for (int op = 0; op < ops.size(); op++) {
          int[] next = Arrays.copyOf(path, path.length + 1);
          next[path.length] = op;
          longer.add(next);
        }
      }
      paths = longer;
    }
    return paths;
  }

  private static double probability(List<double[]> probabilities, int[] path) {
    double product = 1;
    for (int edge = 0; edge < path.length; edge++) {
      product *= probabilities.get(edge)[path[edge]];
    }
    return product;
  }

  private static List<double[]> zeros(List<double[]> like) {
    return like.stream().map(edge -> new double[edge.length]).toList();
  }

  private static void add(List<double[]> sum, int edge, double factor, double[] values) {
    for (int i = 0; i < values.length; i++) {
      sum.get(edge)[i] += factor * values[i];
    }
  }

  private static void close(List<double[]> found, List<double[]> expected) {
    double most = 0;
    for (int edge = 0; edge < found.size(); edge++) {
      for (int i = 0; i < found.get(edge).length; i++) {
        assertThat(found.get(edge)[i]).isCloseTo(expected.get(edge)[i], within(1e-10));
        most = Math.max(most, Math.abs(found.get(edge)[i]));
      }
    }
    assertThat(most).isGreaterThan(1e-3);
  }

  /** Mean over paths of the rule by gates = sum over paths of L dp(path)/dalpha. */
  @ParameterizedTest
  @EnumSource
  void gatesGiveTheTrueGradientOfALinearLoss(GatedNetwork.Gradients kind) {
    try (LinearGates network = new LinearGates()) {
      List<double[]> probabilities =
          network.architectureParameters().stream()
              .map(param -> EdgeProbabilities.of(HostCopies.doubles(param.value())))
              .toList();
      List<double[]> mean = zeros(probabilities);
      List<double[]> exact = zeros(probabilities);
      for (int[] path : paths(network.space())) {
        double share = probability(probabilities, path);
        try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
          NDArray images = GoldenMobile.images(manager, 0, DataType.FLOAT64);
          GradScope.recorded(
              () -> {
                GatedPass pass = network.forward(images, gates(path), kind, TRAIN);
                NDArray loss = linear(pass.logits());
                double value = HostCopies.doubles(loss)[0];
                List<double[]> gradients = pass.backward(loss);
                for (int edge = 0; edge < path.length; edge++) {
                  double[] p = probabilities.get(edge);
                  add(mean, edge, share, GateRule.alphaGradient(gradients.get(edge), p));
                  double[] score = p.clone();
                  score[path[edge]] -= 1;
                  add(exact, edge, -share * value, score);
                }
                return pass;
              });
        }
      }
      close(mean, exact);
    }
  }

  private static List<EdgeGates> gates(int[] path) {
    return IntStream.of(path).mapToObj(op -> new EdgeGates(op, List.of(0, 1, 2))).toList();
  }

  private static NDArray linear(NDArray logits) {
    double[] factors = new double[80];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = Math.sin(i) / 800;
    }
    NDArray weights =
        HostCopies.create(logits.getManager(), factors, logits.getShape(), DataType.FLOAT64);
    return logits.mul(weights).sum();
  }

  @Test
  void reinforceWithAConstantBaselineFollowsTheExpectedReward() {
    SearchSpace full = GoldenMobile.space();
    SearchSpace space =
        full.withChoices(
            List.of(
                full.ops(0).subList(0, 2),
                full.ops(1).subList(3, 7),
                full.ops(2).subList(1, 2),
                full.ops(3).subList(4, 7),
                full.ops(4).subList(0, 3)));
    try (ProxylessSupernet network =
            new ProxylessSupernet(
                (LayeredSpace) space,
                new AlphaStart(AlphaStart.Kind.NORMAL, 1),
                RandomStreams.of(2),
                ComputeDevice.CPU,
                DataType.FLOAT64);
        NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray images = GoldenMobile.images(manager, 0, DataType.FLOAT64);
      List<int[]> paths = paths(space);
      double[] rewards =
          paths.stream().mapToDouble(path -> reward(network, images, path)).toArray();
      List<double[]> alphas =
          network.architectureParameters().stream()
              .map(param -> HostCopies.doubles(param.value()))
              .toList();
      List<double[]> probabilities = alphas.stream().map(EdgeProbabilities::of).toList();
      List<double[]> mean = zeros(alphas);
      List<double[]> exact = zeros(alphas);
      for (int edge = 0; edge < alphas.size(); edge++) {
        for (int i = 0; i < paths.size(); i++) {
          double[] one =
              Rewards.gradient(
                  probabilities.get(edge),
                  List.of(paths.get(i)[edge]),
                  new double[] {rewards[i]},
                  0.37);
          add(mean, edge, probability(probabilities, paths.get(i)), one);
        }
        for (int op = 0; op < alphas.get(edge).length; op++) {
          int at = edge;
          int of = op;
          exact.get(edge)[op] =
              -slope(step -> expected(shifted(alphas, at, of, step), paths, rewards));
        }
      }
      close(mean, exact);
    }
  }

  private static double reward(Network network, NDArray images, int[] path) {
    List<CandidateOp> ops = new ArrayList<>();
    for (int edge = 0; edge < path.length; edge++) {
      ops.add(network.space().ops(edge).get(path[edge]));
    }
    double[] logits =
        HostCopies.doubles(
            GradScope.unrecorded(
                () -> network.forward(images, SampledPath.of(new Architecture(ops)), TRAIN)));
    return Accuracy.of(logits, GoldenMobile.labels(0)).top1() + 0.1 * Math.tanh(logits[0]);
  }

  private static List<double[]> shifted(List<double[]> alphas, int edge, int op, double step) {
    List<double[]> copies = new ArrayList<>(alphas.stream().map(double[]::clone).toList());
    copies.get(edge)[op] += step;
    return copies;
  }

  private static double expected(List<double[]> alphas, List<int[]> paths, double[] rewards) {
    List<double[]> probabilities = alphas.stream().map(EdgeProbabilities::of).toList();
    double sum = 0;
    for (int i = 0; i < rewards.length; i++) {
      sum += rewards[i] * probability(probabilities, paths.get(i));
    }
    return sum;
  }

  /** Central differences of sixth order. */
  private static double slope(ToDoubleFunction<Double> function) {
    double h = 0.01;
    double[] weights = {45, -9, 1};
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double step = (i + 1) * h;
      sum += weights[i] * (function.applyAsDouble(step) - function.applyAsDouble(-step));
    }
    return sum / (60 * h);
  }
}
