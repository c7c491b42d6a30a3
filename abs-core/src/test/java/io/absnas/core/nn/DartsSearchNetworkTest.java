package io.absnas.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenDarts;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.Identity;
import io.absnas.core.space.Pool;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.Zero;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.GradientCheck;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DartsSearchNetworkTest {
  private static final CellSpace CIFAR = (CellSpace) SpaceCatalog.find("darts-cifar");

  private static CellSpace space(int channels, int cells, int side) {
    return new CellSpace(
        "test",
        CIFAR.graph(),
        new CellMacro(CellMacro.Kind.DARTS_CIFAR, channels, cells, 10, side),
        CIFAR.operations(),
        CIFAR.choices());
  }

  private static DartsSearchNetwork network(MixedCells cells, DataType type) {
    return new DartsSearchNetwork(cells, RandomStreams.of(1), ComputeDevice.CPU, type);
  }

  private static long size(List<Param> parameters) {
    return parameters.stream().mapToLong(param -> param.value().size()).sum();
  }

  @ParameterizedTest
  @CsvSource({
    "DARTS,8,1930618,224",
    "PDARTS,5,1275834,224",
    "PDARTS,11,2585146,224",
    "PDARTS,17,3894202,224"
  })
  void publishedNetworksHaveThePublishedSizes(
      MixedCells.Form form, int cells, long weights, long alphas) {
    MixedCells searched = MixedCells.of(space(16, cells, 32), form);
    try (DartsSearchNetwork network = network(searched, DataType.FLOAT32)) {
      assertThat(size(network.parameters())).isEqualTo(weights);
      assertThat(searched.weights()).isEqualTo(weights);
      assertThat(size(network.architectureParameters())).isEqualTo(alphas);
      assertThat(network.parameters(SampledPath.WHOLE)).isEqualTo(network.parameters());
    }
  }

  @Test
  void namesAreThoseOfTheReferences() {
    MixedCells golden = MixedCells.of(GoldenDarts.space(), MixedCells.Form.DARTS);
    try (DartsSearchNetwork network = network(golden, DataType.FLOAT32)) {
      List<String> expected =
          GoldenFiles.npz("darts-step/weights.npz").tensors().stream()
              .map(HostTensor::name)
              .toList();
      assertThat(network.parameters()).extracting(Param::name).containsExactlyElementsOf(expected);
      assertThat(network.values().keySet())
          .startsWith("alphas_normal", "alphas_reduce")
          .contains(
              "cells.0._ops.5._ops.1.op.3.running_mean", "cells.0._ops.1._ops.0.1.running_var");
    }
    MixedCells progressive = MixedCells.of(GoldenDarts.space(), MixedCells.Form.PDARTS);
    try (DartsSearchNetwork network = network(progressive, DataType.FLOAT32)) {
      assertThat(network.parameters())
          .extracting(Param::name)
          .contains(
              "cells.1.cell_ops.0.m_ops.0.conv_1.weight", "cells.0.cell_ops.0.m_ops.1.op.1.weight");
    }
  }

  /** The logits of the golden weight step belong to the parameters after the architecture step. */
  @Test
  void logitsAreThoseOfTheReference() {
    MixedCells golden = MixedCells.of(GoldenDarts.space(), MixedCells.Form.DARTS);
    JsonNode step = GoldenDarts.json().at("/first_order/float64/0");
    try (DartsSearchNetwork network = network(golden, DataType.FLOAT64);
        NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      network.load(GoldenDarts.start());
      network.load(
          NamedTensors.of(
              Stream.concat(
                      GoldenFiles.npz("darts-step/weights.npz").tensors().stream(),
                      Stream.of(
                          GoldenDarts.alphas("alphas_normal", step.get("alphas_normal_after")),
                          GoldenDarts.alphas("alphas_reduce", step.get("alphas_reduce_after"))))
                  .toList()));
      double[] logits =
          logits(network, images(manager, GoldenDarts.pixels(0), 6, 8), BatchNormMode.TRAIN);
      close(logits, GoldenFiles.numbers(step.get("logits")), 1e-9);
    }
  }

  private static NDArray images(NDManager manager, double[] pixels, int count, int side) {
    return HostCopies.create(manager, pixels, new Shape(count, side, side, 3), DataType.FLOAT64)
        .transpose(0, 3, 1, 2);
  }

  private static double[] logits(DartsSearchNetwork network, NDArray images, BatchNormMode mode) {
    return HostCopies.doubles(
        GradScope.unrecorded(() -> network.forward(images, SampledPath.WHOLE, mode)));
  }

  private static void close(double[] found, double[] expected, double relative) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(relative * largest));
    }
  }

  /** Lists of different lengths, with and without none and single ops, in both kinds of cells. */
  private static MixedCells ragged(MixedCells.Form form) {
    CellSpace space = space(2, 3, 4);
    List<CandidateOp> all = space.operations();
    List<List<CandidateOp>> normal = new ArrayList<>();
    List<List<CandidateOp>> reduce = new ArrayList<>();
    for (int edge = 0; edge < 14; edge++) {
      normal.add(edge % 3 == 0 ? List.of(all.get(3)) : List.of(all.get(0), all.get(edge % 7 + 1)));
      reduce.add(edge % 2 == 0 ? List.of(all.get(3), all.get(6)) : List.of(all.get(2)));
    }
    return new MixedCells(space, normal, reduce, form);
  }

  @Test
  void gradientsOfArchitectureParametersAreThoseOfFiniteDifferences() {
    try (DartsSearchNetwork network = network(ragged(MixedCells.Form.DARTS), DataType.FLOAT64);
        NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray images = GradientCheck.values(manager, 1, 2, 3, 4, 4);
      GradientCheck.check(
          manager,
          network.architectureParameters().stream().map(Param::value).toList(),
          step -> {
            NDArray view = images.reshape(images.getShape());
            view.attach(step);
            return network.forward(view, SampledPath.WHOLE, new BatchNormMode(true, 0));
          });
    }
  }

  /** A single op per edge: no weight in DARTS, one over the edges in P-DARTS' reference. */
  @Test
  void aSingleOpPerEdgeHasWeightOneOrASoftmaxOverTheEdges() {
    CellSpace space = space(2, 3, 4);
    List<List<CandidateOp>> single = Collections.nCopies(14, List.of(Pool.AVERAGE));
    List<Double> firsts = new ArrayList<>();
    for (MixedCells.Form form : MixedCells.Form.values()) {
      try (DartsSearchNetwork network =
              network(new MixedCells(space, single, single, form), DataType.FLOAT64);
          NDManager manager = Scopes.root(ComputeDevice.CPU)) {
        NDArray weights = network.normalWeights(manager);
        double[] values = HostCopies.doubles(weights);
        if (form == MixedCells.Form.DARTS) {
          assertThat(values).containsOnly(1);
        } else {
          assertThat(Arrays.stream(values).sum()).isCloseTo(1, within(1e-12));
          assertThat(Arrays.stream(values)).allMatch(v -> Math.abs(v - 1 / 14.0) < 1e-3);
        }
        firsts.add(values[0]);
      }
    }
    assertThat(firsts).doesNotHaveDuplicates();
  }

  @Test
  void cellsFromWhichNoGenotypeFollowsAreRefused() {
    List<List<CandidateOp>> lists =
        new ArrayList<>(Collections.nCopies(14, List.of(Identity.SKIP_CONNECT)));
    lists.set(1, List.of(Zero.ZERO));
    assertThatThrownBy(() -> new MixedCells(space(2, 3, 4), lists, lists, MixedCells.Form.DARTS))
        .hasMessageContaining("node 2 has 1 edge");
  }

  /** Values of dropout are 0 or 1 / keep, follow from seed and step, and images keep theirs. */
  @Test
  void dropoutOfIdentitiesIsAFunctionOfStepAndImage() {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      ForwardMode train = ForwardMode.full(BatchNormMode.TRAIN);
      NDArray ones =
          HostCopies.create(
              manager, filled(8 * 3 * 16 * 16), new Shape(8, 3, 16, 16), DataType.FLOAT32);
      double[] all = dropped(ones, new IdentityDropout(0.7, RandomStreams.of(3), 5, 0), 11, train);
      double kept = Arrays.stream(all).filter(value -> value != 0).count() / (double) all.length;
      assertThat(kept).isCloseTo(0.3, within(0.02));
      assertThat(Arrays.stream(all)).allMatch(v -> v == 0 || Math.abs(v - 1 / 0.3) < 1e-5);
      NDArray last = ones.get("4:8");
      double[] half = dropped(last, new IdentityDropout(0.7, RandomStreams.of(3), 5, 4), 11, train);
      assertThat(half).containsExactly(Arrays.copyOfRange(all, all.length / 2, all.length));
      assertThat(dropped(ones, new IdentityDropout(0.7, RandomStreams.of(3), 6, 0), 11, train))
          .isNotEqualTo(all);
      assertThat(dropped(ones, new IdentityDropout(0.7, RandomStreams.of(3), 5, 0), 12, train))
          .isNotEqualTo(all);
      assertThat(
              dropped(
                  ones,
                  new IdentityDropout(0.7, RandomStreams.of(3), 5, 0),
                  11,
                  ForwardMode.full(BatchNormMode.EVALUATE)))
          .containsOnly(1);
    }
  }

  private static double[] filled(int size) {
    double[] values = new double[size];
    Arrays.fill(values, 1);
    return values;
  }

  private static double[] dropped(NDArray x, IdentityDropout dropout, int edge, ForwardMode mode) {
    return HostCopies.doubles(dropout.dropped(x.reshape(x.getShape()), edge, mode));
  }

  @Test
  void aPassLeavesNothingOnTheNetworksManager() {
    try (DartsSearchNetwork network = network(ragged(MixedCells.Form.PDARTS), DataType.FLOAT32);
        NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      assertThat(ragged(MixedCells.Form.PDARTS).weights()).isEqualTo(size(network.parameters()));
      int first = 0;
      for (int pass = 0; pass < 3; pass++) {
        try (NDManager step = Scopes.step(manager)) {
          network.parameters().forEach(param -> param.track(step));
          network.architectureParameters().forEach(param -> param.freeze(step));
          NDArray images =
              HostCopies.create(
                  step, filled(2 * 3 * 4 * 4), new Shape(2, 3, 4, 4), DataType.FLOAT32);
          NDArray loss =
              GradScope.recorded(
                  () ->
                      network
                          .forward(
                              images,
                              new IdentityDropout(0.5, RandomStreams.of(1), 1, 0),
                              ForwardMode.full(BatchNormMode.TRAIN))
                          .sum());
          Autograd.backward(loss);
          network.parameters().forEach(Param::untrack);
          network.architectureParameters().forEach(Param::untrack);
        }
        int arrays = Scopes.arrays(network.parameters().get(0).value().getManager());
        first = pass == 0 ? arrays : first;
        assertThat(arrays).isEqualTo(first);
        for (Param param : network.architectureParameters()) {
          assertThat(Autograd.gradient(param.value(), manager)).isEmpty();
        }
      }
    }
  }
}
