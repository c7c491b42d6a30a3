package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.angle.WeightLayout;
import io.absnas.core.flops.CostModel;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DartsSupernetTest {
  private static final RandomStreams STREAMS = RandomStreams.of(5);

  private static CellSpace space(int channels, int cells, int classes) {
    return space(channels, cells, classes, 224);
  }

  private static CellSpace space(int channels, int cells, int classes, int side) {
    CellSpace darts = (CellSpace) SpaceCatalog.find("darts");
    return CellSpace.full(
        "darts",
        darts.graph(),
        new CellMacro(CellMacro.Kind.DARTS_IMAGENET, channels, cells, classes, side),
        darts.operations());
  }

  private static DartsSupernet network(CellSpace space, DataType type) {
    return new DartsSupernet(
        space,
        Initialisation.HE_UNIFORM,
        Initialisation.HE_FAN_OUT,
        STREAMS,
        ComputeDevice.CPU,
        type);
  }

  private static SampledPath path(CellSpace space, JsonNode codes) {
    return SampledPath.of(
        new Architecture(
            Arrays.stream(GoldenFiles.numbers(codes))
                .mapToObj(code -> space.operations().get((int) code))
                .toList()));
  }

  private static SampledPath all(CellSpace space, CandidateOp op) {
    return SampledPath.of(new Architecture(Collections.nCopies(space.choices().size(), op)));
  }

  /**
   * x[n][c][h][w] = ((31n + 17c + 7h + 3w + (hw mod 13)) mod 23) / 23 - 0.5, in single precision.
   */
  private static NDArray goldenImages(NDManager manager, int side) {
    double[] values = new double[2 * 3 * side * side];
    int i = 0;
    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 3; c++) {
        for (int h = 0; h < side; h++) {
          for (int w = 0; w < side; w++) {
            int index = (31 * n + 17 * c + 7 * h + 3 * w + h * w % 13) % 23;
            values[i++] = index / 23f - 0.5f;
          }
        }
      }
    }
    return HostCopies.create(manager, values, new Shape(2, 3, side, side), DataType.FLOAT64);
  }

  @Test
  void logitsAreTheReferences() {
    JsonNode cases = GoldenFiles.json("darts-angle.json").get("forward").get("cases");
    assertThat(cases).hasSize(11);
    CellSpace space = space(4, 5, 10);
    NamedTensors weights = GoldenFiles.npz("darts-angle/current.npz");
    try (DartsSupernet network = network(space, DataType.FLOAT64);
        NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      // Batch norms are not in the file: scale 1, shift 0, mean 0, variance 1.
      network.load(
          NamedTensors.of(
              network.state().tensors().stream()
                  .map(tensor -> weights.find(tensor.name()).orElse(tensor))
                  .toList()));
      NamedTensors fresh = network.runningStatistics();
      NDArray images = goldenImages(manager, 224);
      for (JsonNode one : cases) {
        SampledPath path = path(space, one.get("cell"));
        network.loadRunningStatistics(fresh);
        check(network.forward(images, path, BatchNormMode.EVALUATE), one.get("logits_eval"));
        check(network.forward(images, path, BatchNormMode.TRAIN), one.get("logits_train"));
      }
    }
  }

  private static void check(NDArray logits, JsonNode golden) {
    double[] expected = GoldenFiles.numbers(golden);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    double[] values = HostCopies.doubles(logits);
    assertThat(values).hasSameSizeAs(expected);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isCloseTo(expected[i], within(2e-6 * largest));
    }
  }

  @Test
  void theFullSizeHasTheReferencesTensors() {
    try (Network network =
        Networks.supernet(
            SpaceCatalog.find("darts"),
            Initialisation.HE_UNIFORM,
            STREAMS,
            ComputeDevice.CPU,
            DataType.FLOAT32)) {
      long values = 0;
      for (Param param : network.parameters()) {
        values += param.value().size();
      }
      assertThat(values).isEqualTo(25_624_288);
      assertThat(network.parameters()).hasSize(5650);
      List<Param> convolutions =
          network.parameters().stream()
              .filter(param -> param.role() == Param.Role.CONVOLUTION)
              .toList();
      assertThat(convolutions).hasSize(2418);
      assertThat(convolutions.stream().mapToLong(param -> param.value().size()).sum())
          .isEqualTo(24_478_344);
      // PyTorch also has a counter of batches for each batch norm
      long batchNorms =
          network.values().keySet().stream().filter(name -> name.endsWith("running_var")).count();
      assertThat(network.values().size() + batchNorms).isEqualTo(10_495);
    }
  }

  @Test
  void everyTensorOfTheWeightVectorIsThere() {
    for (CellSpace space : List.of(space(4, 5, 10), (CellSpace) SpaceCatalog.find("darts@tiny"))) {
      WeightLayout layout = WeightLayout.of(space);
      try (DartsSupernet network = network(space, DataType.FLOAT32)) {
        Map<String, Optional<EdgeOp>> owners = new LinkedHashMap<>();
        network.parameters().forEach(param -> owners.put(param.name(), param.owner()));
        Set<String> counted = new HashSet<>();
        layout
            .blocks()
            .forEach(
                (edgeOp, block) ->
                    block
                        .tensors()
                        .forEach(
                            tensor -> {
                              assertThat(owners.get(tensor.name())).contains(edgeOp);
                              assertThat(array(network, tensor.name()).size())
                                  .isEqualTo(tensor.elements());
                              counted.add(tensor.name());
                            }));
        layout
            .common()
            .tensors()
            .forEach(
                tensor -> {
                  assertThat(owners.get(tensor.name())).isEmpty();
                  counted.add(tensor.name());
                });
        // All convolutions and the classifier's weight, but reductions that stand for a skip.
        Set<String> expected =
            network.parameters().stream()
                .filter(
                    param ->
                        param.role() == Param.Role.CONVOLUTION
                            || param.role() == Param.Role.CLASSIFIER_WEIGHT)
                .map(Param::name)
                .filter(name -> !name.matches(".*_ops\\.3\\.conv_[12]\\.weight"))
                .collect(Collectors.toSet());
        assertThat(counted).isEqualTo(expected);
      }
    }
  }

  @Test
  void growsThroughTheReferencesDepths() {
    CellSpace space = space(4, 14, 10);
    try (DartsSupernet network = network(space, DataType.FLOAT32)) {
      assertThat(network.depth()).isEqualTo(14);
      Set<String> before = Set.of();
      for (int depth = 3; depth <= 14; depth++) {
        network.setDepth(depth);
        Set<String> names = new HashSet<>();
        long values = 0;
        for (CandidateOp op : space.operations()) {
          for (Param param : network.parameters(all(space, op))) {
            values += names.add(param.name()) ? param.value().size() : 0;
          }
        }
        // No cell is rebuilt: the network of so many cells, with the classes of the deep one.
        assertThat(values).isEqualTo(CostModel.of(space(4, depth, 10)).supernetParameters());
        assertThat(names).containsAll(before);
        before = names;
      }
      assertThat(before).hasSize(network.parameters().size());
      assertThatThrownBy(() -> network.setDepth(2))
          .hasMessage("depth must be 3 to 14 cells, was 2");
      assertThatThrownBy(() -> network.setDepth(15)).hasMessageContaining("was 15");
    }
  }

  @Test
  void aShallowDepthComputesWhatAShallowNetworkDoes() {
    CellSpace deep = space(4, 7, 10, 64);
    for (int depth = 3; depth < 7; depth++) {
      CellSpace shallow = space(4, depth, 10, 64);
      try (DartsSupernet grown = network(deep, DataType.FLOAT64);
          DartsSupernet direct = network(shallow, DataType.FLOAT64);
          NDManager manager = Scopes.root(ComputeDevice.CPU)) {
        grown.setDepth(depth);
        List<String> from = names(grown, deep);
        List<String> to = names(direct, shallow);
        assertThat(from).hasSameSizeAs(to);
        Map<String, HostTensor> state = new LinkedHashMap<>();
        direct.state().tensors().forEach(tensor -> state.put(tensor.name(), tensor));
        for (int i = 0; i < to.size(); i++) {
          HostTensor source = grown.state().find(from.get(i)).orElseThrow();
          state.put(
              to.get(i), new HostTensor(to.get(i), source.kind(), source.shape(), source.bytes()));
        }
        direct.load(NamedTensors.of(List.copyOf(state.values())));
        NDArray images = goldenImages(manager, 64);
        SampledPath path =
            SampledPath.of(
                Stream.iterate(1, code -> code % 7 + 1)
                    .limit(14)
                    .map(deep.operations()::get)
                    .collect(Collectors.collectingAndThen(Collectors.toList(), Architecture::new)));
        assertThat(HostCopies.doubles(grown.forward(images, path, BatchNormMode.TRAIN)))
            .isEqualTo(HostCopies.doubles(direct.forward(images, path, BatchNormMode.TRAIN)));
      }
    }
  }

  private static List<String> names(DartsSupernet network, CellSpace space) {
    return space.operations().stream()
        .flatMap(op -> network.parameters(all(space, op)).stream())
        .map(Param::name)
        .distinct()
        .toList();
  }

  @Test
  void insertedCellsStartWithSmallDepthwiseKernels() {
    // cells 2 and 4 of NRNRN were inserted
    CellSpace space = space(16, 5, 10);
    try (DartsSupernet network = network(space, DataType.FLOAT32)) {
      // uniform within sqrt(6 / 9) has deviation sqrt(2 / 9); the other rule counts 16 channels
      for (int cell : List.of(0, 1, 2, 3, 4)) {
        double deviation = deviation(network, "cells." + cell + "._ops.%d._ops.4.op.1.weight");
        int width = cell == 0 ? 16 : cell < 3 ? 32 : 64;
        boolean inserted = cell == 2 || cell == 4;
        double expected = inserted ? Math.sqrt(2.0 / (9 * width)) : Math.sqrt(2.0 / 9);
        assertThat(deviation).as("cell " + cell).isCloseTo(expected, within(0.06 * expected));
      }
      double bound = Math.sqrt(6.0 / 27);
      double[] stem = HostCopies.doubles(array(network, "stem0.0.weight"));
      assertThat(Arrays.stream(stem).map(Math::abs).max().orElseThrow())
          .isBetween(0.9 * bound, bound);
      assertThat(HostCopies.doubles(array(network, "classifier.bias"))).containsOnly(0);
      assertThat(deviation(network, "classifier.weight")).isCloseTo(0.01, within(0.001));
    }
  }

  private static NDArray array(DartsSupernet network, String name) {
    return requireNonNull(network.values().get(name));
  }

  private static double deviation(DartsSupernet network, String name) {
    double[] values =
        Stream.iterate(0, edge -> edge + 1)
            .limit(14)
            .map(edge -> array(network, name.formatted(edge)))
            .flatMapToDouble(array -> Arrays.stream(HostCopies.doubles(array)))
            .toArray();
    return Math.sqrt(Arrays.stream(values).map(value -> value * value).average().orElseThrow());
  }

  @Test
  void aPathIsOneOpPerEdge() {
    CellSpace space = space(4, 3, 10);
    try (DartsSupernet network = network(space, DataType.FLOAT32)) {
      Architecture six = new Architecture(space.operations().subList(0, 6));
      assertThatThrownBy(() -> network.parameters(SampledPath.of(six)))
          .hasMessage("a path of space darts is one architecture of 14 edges");
    }
    assertThatThrownBy(
            () -> network((CellSpace) SpaceCatalog.find("nasbench201@tiny"), DataType.FLOAT32))
        .hasMessage("space nasbench201@tiny is not of DARTS' kind");
  }
}
