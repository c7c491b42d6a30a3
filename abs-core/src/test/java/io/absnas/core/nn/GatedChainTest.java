package io.absnas.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.golden.GoldenMobile;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Ops;
import io.absnas.core.tensor.Scopes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gates of mixed edges. */
class GatedChainTest {
  private static final ForwardMode TRAIN = ForwardMode.full(BatchNormMode.TRAIN);
  private static final int FULL = 7;

  private static ProxylessSupernet network() {
    ProxylessSupernet network =
        new ProxylessSupernet(
            GoldenMobile.space(),
            AlphaStart.PUBLISHED,
            RandomStreams.of(1),
            ComputeDevice.CPU,
            DataType.FLOAT64);
    network.load(GoldenFiles.npz("mobile-step/init.npz"));
    return network;
  }

  /** Gates of all candidates, those at these positions being active. */
  private static List<EdgeGates> active(LayeredSpace space, int... positions) {
    return IntStream.range(0, positions.length)
        .mapToObj(edge -> new EdgeGates(positions[edge], all(space.ops(edge).size())))
        .toList();
  }

  private static List<Integer> all(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /** Cross entropy against fixed soft targets, as a smooth function of the logits. */
  private static NDArray loss(NDArray logits) {
    return Ops.softTargetCrossEntropy(logits, logits.onesLike().div(10));
  }

  private static List<double[]> gradients(
      ProxylessSupernet network, List<EdgeGates> gates, GatedNetwork.Gradients kind) {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray images = GoldenMobile.images(manager, 0, DataType.FLOAT64);
      return GradScope.recorded(
          () -> {
            GatedPass pass = network.forward(images, gates, kind, TRAIN);
            return pass.backward(loss(pass.logits()));
          });
    }
  }

  private static double loss(
      ProxylessSupernet network, List<EdgeGates> gates, List<double[]> values) {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray images = GoldenMobile.images(manager, 0, DataType.FLOAT64);
      return GradScope.unrecorded(
          () -> {
            GatedPass pass =
                GatesInGraph.forward(network.gatedChain(), images, gates, values, TRAIN);
            return HostCopies.doubles(loss(pass.logits()))[0];
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreThoseOfFiniteDifferences(GatedNetwork.Gradients kind) {
    try (ProxylessSupernet network = network()) {
      LayeredSpace space = (LayeredSpace) network.space();
      List<EdgeGates> gates = active(space, 2, 1, 5, 6, 0);
      List<double[]> found = gradients(network, gates, kind);
      for (int edge = 0; edge < gates.size(); edge++) {
        for (int op = 0; op < space.ops(edge).size(); op++) {
          if (edge == 3) {
            // Its active op does nothing, so the edge is not evaluated.
            assertThat(found.get(edge)[op]).isZero();
          } else {
            double step = 1e-6;
            double slope =
                (loss(network, gates, values(space, gates, edge, op, step))
                        - loss(network, gates, values(space, gates, edge, op, -step)))
                    / (2 * step);
            assertThat(found.get(edge)[op]).as("%s %s", edge, op).isCloseTo(slope, within(1e-6));
          }
        }
      }
      assertThat(found.get(1)).hasSize(FULL);
      assertThat(found.get(1)[FULL - 1]).isZero();
    }
  }

  private static List<double[]> values(
      LayeredSpace space, List<EdgeGates> gates, int edge, int op, double step) {
    List<double[]> values = new ArrayList<>();
    for (int i = 0; i < gates.size(); i++) {
      double[] ofEdge = new double[space.ops(i).size()];
      ofEdge[gates.get(i).active()] = 1;
      if (i == edge) {
        ofEdge[op] += step;
      }
      values.add(ofEdge);
    }
    return values;
  }

  @Test
  void logitsAreThoseOfThePathAndNothingIsLeftBehind() {
    try (ProxylessSupernet network = network()) {
      LayeredSpace space = (LayeredSpace) network.space();
      int[] positions = {2, 1, 5, 6, 0};
      List<EdgeGates> gates = active(space, positions);
      Architecture architecture =
          new Architecture(
              IntStream.range(0, positions.length)
                  .mapToObj(edge -> space.ops(edge).get(positions[edge]))
                  .toList());
      int before = Scopes.arrays(network.arrays().manager());
      for (GatedNetwork.Gradients kind : GatedNetwork.Gradients.values()) {
        try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
          NDArray images = GoldenMobile.images(manager, 0, DataType.FLOAT64);
          double[] expected =
              HostCopies.doubles(
                  GradScope.unrecorded(
                      () -> network.forward(images, SampledPath.of(architecture), TRAIN)));
          double[] found =
              HostCopies.doubles(
                  GradScope.recorded(() -> network.forward(images, gates, kind, TRAIN)).logits());
          for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-12));
          }
        }
        gradients(network, gates, kind);
      }
      assertThat(Scopes.arrays(network.arrays().manager())).isEqualTo(before);
    }
  }

  /** Weights of inactive candidates are constants; the rest gets the reference's gradients. */
  @Test
  void gradientsOfWeightsAreTheReferences() {
    JsonNode golden = GoldenFiles.json("proxyless-gates.json");
    JsonNode step = golden.at("/scenarios/0/steps/0");
    JsonNode lists = golden.at("/spaces/A/operations");
    LayeredSpace full = GoldenMobile.space();
    LayeredSpace space =
        full.withChoices(
            IntStream.range(0, lists.size())
                .mapToObj(
                    edge ->
                        Arrays.stream(GoldenFiles.numbers(lists.get(edge)))
                            .mapToObj(code -> full.operations().get(code < 0 ? 6 : (int) code))
                            .toList())
                .toList());
    int[] positions =
        IntStream.range(0, lists.size())
            .map(edge -> step.at("/edges/" + edge + "/active").asInt())
            .toArray();
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        ProxylessSupernet network =
            new ProxylessSupernet(
                space,
                AlphaStart.PUBLISHED,
                RandomStreams.of(1),
                ComputeDevice.CPU,
                DataType.FLOAT64)) {
      network.load(GoldenFiles.npz("mobile-step/init.npz"));
      NDArray images = GoldenMobile.images(manager, 60, DataType.FLOAT64);
      double[] oneHot = new double[80];
      int[] labels = GoldenMobile.labels(60);
      IntStream.range(0, labels.length).forEach(i -> oneHot[10 * i + labels[i]] = 1);
      NDArray targets = HostCopies.create(manager, oneHot, new Shape(8, 10), DataType.FLOAT64);
      GradScope.recorded(
          () -> {
            GatedPass pass =
                network.forward(
                    images, active(space, positions), GatedNetwork.Gradients.IN_GRAPH, TRAIN);
            return pass.backward(Ops.softTargetCrossEntropy(pass.logits(), targets));
          });
      for (int edge = 0; edge < positions.length; edge++) {
        JsonNode norms = step.at("/edges/" + edge + "/candidate_weight_gradient_l2");
        for (int op = 0; op < norms.size(); op++) {
          String name = "features.%d._ops.%d.".formatted(edge, space.code(space.ops(edge).get(op)));
          assertThat(norm(network, name, manager))
              .isCloseTo(norms.get(op).asDouble(), within(1e-9 * (1 + norms.get(op).asDouble())));
        }
      }
      JsonNode shared = step.get("weight_gradient_l2");
      List<List<String>> names =
          List.of(
              List.of("conv_bn.0.weight", "first_conv.conv.weight"),
              List.of(
                  "MBConv_ratio_1.conv.3.weight",
                  "blocks.0.mobile_inverted_conv.point_linear.conv.weight"),
              List.of("conv_1x1_bn.0.weight", "feature_mix_layer.conv.weight"),
              List.of("classifier.0.weight", "classifier.linear.weight"));
      for (List<String> name : names) {
        assertThat(norm(network, name.get(0), manager))
            .isCloseTo(shared.get(name.get(1)).asDouble(), within(1e-7));
      }
    }
  }

  private static double norm(Network network, String prefix, NDManager manager) {
    double square = 0;
    for (Param param : network.parameters()) {
      if (param.name().startsWith(prefix)) {
        Optional<NDArray> gradient = Autograd.gradient(param.leaf(), manager);
        if (gradient.isPresent()) {
          square +=
              Arrays.stream(HostCopies.doubles(gradient.get())).map(value -> value * value).sum();
        }
      }
    }
    return Math.sqrt(square);
  }

  @Test
  void gatesMustFitTheEdges() {
    assertThatThrownBy(() -> new EdgeGates(1, List.of(0, 2)))
        .hasMessage("candidate 1 is active, but of [0, 2] open ones");
    assertThatThrownBy(() -> new EdgeGates(1, List.of(1, 0))).hasMessageContaining("ascend");
    try (ProxylessSupernet network = network()) {
      List<EdgeGates> tooMany = List.of(new EdgeGates(9, List.of(9)));
      assertThatThrownBy(() -> gradients(network, tooMany, GatedNetwork.Gradients.IN_GRAPH))
          .hasMessage("1 gates for 5 edges");
    }
  }
}
