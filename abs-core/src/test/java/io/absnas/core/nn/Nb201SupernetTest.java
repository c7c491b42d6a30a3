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
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.Identity;
import io.absnas.core.space.PlainConv;
import io.absnas.core.space.Pool;
import io.absnas.core.space.Zero;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.GradientCheck;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Nb201SupernetTest {
  private static final List<CandidateOp> OPERATIONS =
      List.of(Zero.ZERO, Identity.SKIP_CONNECT, new PlainConv(1), new PlainConv(3), Pool.AVERAGE);
  private static final JsonNode GOLDEN = GoldenFiles.json("nb201-angle/c4n1-forward.json");

  private static CellSpace space(int channels, int cells) {
    return CellSpace.full(
        "nasbench201",
        CellGraph.NASBENCH201,
        new CellMacro(CellMacro.Kind.NASBENCH201, channels, cells, 10, 16),
        OPERATIONS);
  }

  private static Nb201Supernet network(int channels, int cells, DataType type) {
    return new Nb201Supernet(
        space(channels, cells),
        Initialisation.FRAMEWORK_DEFAULT,
        RandomStreams.of(1),
        ComputeDevice.CPU,
        type);
  }

  private static NDArray images(NDManager manager, DataType type) {
    double[] values = GoldenFiles.numbers(GOLDEN.get("input"));
    return HostCopies.create(manager, values, new Shape(2, 3, 16, 16), type);
  }

  private static void assertClose(double[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("entry %s", i).isCloseTo(expected[i], within(1e-5 * largest));
    }
  }

  private static SampledPath path(String encoding) {
    return SampledPath.of(space(4, 1).parse(encoding));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void logitsOfTheGoldenArchitectures(DataType type) {
    NamedTensors weights = GoldenFiles.npz("nb201-angle/c4n1-trained.npz");
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        Nb201Supernet network = network(4, 1, type)) {
      NDArray images = images(manager, type);
      for (JsonNode golden : GOLDEN.get("architectures")) {
        SampledPath path = path(golden.get("arch").asText());
        network.load(weights);
        assertClose(
            HostCopies.doubles(
                GradScope.unrecorded(() -> network.forward(images, path, BatchNormMode.EVALUATE))),
            GoldenFiles.numbers(golden.get("logits_eval")));
        assertClose(merged(network, images, path), GoldenFiles.numbers(golden.get("logits_eval")));
        assertClose(
            HostCopies.doubles(
                GradScope.unrecorded(() -> network.forward(images, path, BatchNormMode.TRAIN))),
            GoldenFiles.numbers(golden.get("logits_train")));
      }
      network.load(weights);
      assertClose(
          HostCopies.doubles(
              GradScope.unrecorded(
                  () -> network.forward(images, SampledPath.WHOLE, BatchNormMode.EVALUATE))),
          GoldenFiles.numbers(GOLDEN.get("joint_logits_eval")));
    }
  }

  @Test
  void namesAndShapesAreTheReferences() {
    for (int cells : new int[] {1, 5}) {
      NamedTensors weights = GoldenFiles.npz("nb201-angle/c4n" + cells + "-init.npz");
      try (Nb201Supernet network = network(4, cells, DataType.FLOAT32)) {
        network.load(weights);
        NamedTensors state = network.state();
        assertThat(state.names()).containsExactlyElementsOf(weights.names());
        for (HostTensor tensor : state.tensors()) {
          HostTensor golden = weights.find(tensor.name()).orElseThrow();
          assertThat(tensor.shape()).isEqualTo(golden.shape());
          assertThat(tensor.bytes()).isEqualTo(golden.bytes());
        }
        assertThat(network.searchCells()).isEqualTo(3 * cells);
      }
    }
  }

  @Test
  void thePublishedSizeHasTheReferencesParameters() {
    try (Nb201Supernet network = network(16, 5, DataType.FLOAT32)) {
      long weights = network.parameters().stream().mapToLong(p -> p.value().size()).sum();
      assertThat(weights + network.architectureParameters().get(0).value().size())
          .isEqualTo(1_686_136);
    }
  }

  @Test
  void everyCellMayRunItsOwnArchitecture() {
    Architecture convolutions = space(4, 1).parse("3 3 3 3 3 3");
    Architecture skips = space(4, 1).parse("1 1 1 1 1 1");
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        Nb201Supernet network = network(4, 1, DataType.FLOAT64)) {
      SampledPath mixed = new SampledPath(List.of(skips, convolutions, skips));
      List<String> names = network.parameters(mixed).stream().map(Param::name).toList();
      assertThat(names.stream().filter(name -> name.contains(".edges.")))
          .containsExactly(
              "cells.2.edges.1<-0.3.op.1.weight",
              "cells.2.edges.2<-0.3.op.1.weight",
              "cells.2.edges.2<-1.3.op.1.weight",
              "cells.2.edges.3<-0.3.op.1.weight",
              "cells.2.edges.3<-1.3.op.1.weight",
              "cells.2.edges.3<-2.3.op.1.weight");
      NDArray images = images(manager, DataType.FLOAT64);
      double[] first = evaluate(network, images, mixed);
      assertClose(merged(network, images, mixed), first);
      SampledPath same = new SampledPath(List.of(skips, skips, skips));
      assertThat(evaluate(network, images, same))
          .isEqualTo(evaluate(network, images, SampledPath.of(skips)))
          .isNotEqualTo(first);
      SampledPath two = new SampledPath(List.of(skips, skips));
      assertThatThrownBy(() -> network.forward(images, two, BatchNormMode.TRAIN))
          .hasMessageContaining("1 or 3 architectures");
    }
  }

  private static double[] merged(Nb201Supernet network, NDArray images, SampledPath path) {
    try (NDManager child = Scopes.step(images.getManager())) {
      return HostCopies.doubles(
          GradScope.unrecorded(() -> network.inference(path, child).apply(images)));
    }
  }

  private static double[] evaluate(Nb201Supernet network, NDArray images, SampledPath path) {
    return HostCopies.doubles(
        GradScope.unrecorded(() -> network.forward(images, path, BatchNormMode.EVALUATE)));
  }

  @Test
  void onlyWhatReachesTheOutputReceivesGradients() {
    SampledPath path = path("3 0 0 0 0 1"); // node 1 computes, but nothing reaches the output
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        Nb201Supernet network = network(4, 1, DataType.FLOAT64)) {
      List<String> onPath = network.parameters(path).stream().map(Param::name).toList();
      NDArray images = images(manager, DataType.FLOAT64);
      Autograd.backward(
          GradScope.recorded(
              () -> network.forward(images, path, BatchNormMode.TRAIN).square().sum()));
      List<String> reached =
          onPath.stream().filter(name -> !name.endsWith("edges.1<-0.3.op.1.weight")).toList();
      assertThat(reached).hasSize(onPath.size() - 3);
      for (Param param : network.parameters()) {
        assertThat(Autograd.gradient(param.value(), manager).isPresent())
            .as(param.name())
            .isEqualTo(reached.contains(param.name()));
      }
    }
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        Nb201Supernet network = network(2, 1, DataType.FLOAT64)) {
      NDArray images = GradientCheck.values(manager, 1, 2, 3, 8, 8);
      SampledPath path = SampledPath.of(space(2, 1).parse("3 2 4 1 3 2"));
      List<NDArray> weights =
          network.parameters(path).stream()
              .filter(param -> param.value().size() <= 40)
              .map(Param::value)
              .toList();
      GradientCheck.check(
          manager, weights, step -> network.forward(copy(images, step), path, BatchNormMode.TRAIN));
      GradientCheck.check(
          manager,
          network.architectureParameters().stream().map(Param::value).toList(),
          step -> network.forward(copy(images, step), SampledPath.WHOLE, BatchNormMode.TRAIN));
    }
  }

  private static NDArray copy(NDArray images, NDManager step) {
    return HostCopies.create(step, HostCopies.doubles(images), images.getShape(), DataType.FLOAT64);
  }

  @Test
  void stepsLeaveNothingOnTheNetworksManager() {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        Nb201Supernet network = network(4, 1, DataType.FLOAT32)) {
      int arrays = Scopes.arrays(network.arrays().manager());
      for (String codes : List.of("0 0 0 0 0 0", "1 2 3 4 0 1", "3 3 4 4 2 2")) {
        try (NDManager step = Scopes.step(manager)) {
          NDArray images = images(step, DataType.FLOAT32);
          Autograd.backward(
              GradScope.recorded(
                  () -> network.forward(images, path(codes), BatchNormMode.TRAIN).sum()));
          Autograd.backward(
              GradScope.recorded(
                  () -> network.forward(images, SampledPath.WHOLE, BatchNormMode.TRAIN).sum()));
        }
        assertThat(Scopes.arrays(network.arrays().manager())).isEqualTo(arrays);
        assertThat(Scopes.arrays(manager)).isZero();
      }
    }
  }
}
