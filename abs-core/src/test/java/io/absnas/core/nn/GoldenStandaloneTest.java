package io.absnas.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.MixedPrecision;
import io.absnas.core.tensor.Ops;
import io.absnas.core.tensor.Scopes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small stand-alone networks beside PyTorch's, from names to gradients. */
class GoldenStandaloneTest {
  private static final ForwardMode TRAIN = ForwardMode.full(BatchNormMode.TRAIN);

  private static void assertClose(double[] actual, double[] expected, double relative) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("entry %s", i).isCloseTo(expected[i], within(relative * largest));
    }
  }

  private static void assertOutputs(TrainingLogits actual, JsonNode golden) {
    assertClose(
        HostCopies.doubles(actual.logits()), GoldenFiles.numbers(golden.get("logits")), 1e-9);
    assertThat(actual.auxiliary().isPresent()).isEqualTo(golden.has("auxiliary"));
    if (golden.has("auxiliary")) {
      assertClose(
          HostCopies.doubles(actual.auxiliary().orElseThrow()),
          GoldenFiles.numbers(golden.get("auxiliary")),
          1e-9);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cells,imagenet",
    "cells,cifar",
    "cells,cifar-28",
    "cells,plain",
    "nb201,every-op",
    "nb201,convolutions",
    "nb201,nothing"
  })
  void namesLogitsAndGradientsArePyTorchs(String kind, String name) {
    GoldenStandalone golden = GoldenStandalone.of(kind, name);
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        StandaloneNetwork network = golden.network(DataType.FLOAT64)) {
      List<String> names = new ArrayList<>();
      golden.json().get("state").forEach(entry -> names.add(entry.get(0).textValue()));
      assertThat(network.state().names()).containsExactlyElementsOf(names);
      NDArray images = golden.images(manager, DataType.FLOAT64);
      assertClose(
          HostCopies.doubles(
              GradScope.unrecorded(
                  () -> network.forward(images, SampledPath.WHOLE, BatchNormMode.EVALUATE))),
          GoldenFiles.numbers(golden.json().get("logits")),
          1e-9);
      TrainingLogits training =
          GradScope.unrecorded(() -> network.forward(images, Regularisation.NONE, TRAIN));
      assertOutputs(training, golden.json().get("training"));
      NDArray loss = GradScope.recorded(() -> loss(network, images, golden));
      assertClose(
          HostCopies.doubles(loss), new double[] {golden.json().get("loss").doubleValue()}, 1e-9);
      Autograd.backward(loss);
      assertGradients(network, manager, golden.json().get("gradients"));
    }
  }

  private static NDArray loss(StandaloneNetwork network, NDArray images, GoldenStandalone golden) {
    NDManager manager = images.getManager();
    TrainingLogits logits;
    if (network instanceof CellNetwork cells) {
      logits = cells.forward(images, GoldenStandalone.masks(manager, cells.droppable()), TRAIN);
      assertOutputs(logits, golden.json().get("dropped"));
    } else {
      logits = network.forward(images, Regularisation.NONE, TRAIN);
    }
    NDArray targets = golden.targets(manager);
    NDArray loss = Ops.softTargetCrossEntropy(logits.logits(), targets);
    return logits
        .auxiliary()
        .map(head -> Ops.add(loss, Ops.softTargetCrossEntropy(head, targets).mul(0.4)))
        .orElse(loss);
  }

  private static void assertGradients(
      StandaloneNetwork network, NDManager manager, JsonNode golden) {
    assertThat(network.parameters()).hasSize(golden.size());
    for (Param param : network.parameters()) {
      double squares =
          Autograd.gradient(param.value(), manager).stream()
              .flatMapToDouble(gradient -> Arrays.stream(HostCopies.doubles(gradient)))
              .map(value -> value * value)
              .sum();
      assertThat(Math.sqrt(squares))
          .as(param.name())
          .isCloseTo(golden.get(param.name()).doubleValue(), within(1e-8));
    }
  }

  @ParameterizedTest
  @CsvSource({"cells,imagenet", "cells,cifar", "nb201,convolutions"})
  void singlePrecisionIsClose(String kind, String name) {
    GoldenStandalone golden = GoldenStandalone.of(kind, name);
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        StandaloneNetwork network = golden.network(DataType.FLOAT32)) {
      NDArray images = golden.images(manager, DataType.FLOAT32);
      assertClose(
          HostCopies.doubles(
              GradScope.unrecorded(
                  () -> network.forward(images, SampledPath.WHOLE, BatchNormMode.EVALUATE))),
          GoldenFiles.numbers(golden.json().get("logits")),
          1e-4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cells,imagenet",
    "cells,cifar",
    "cells,plain",
    "nb201,convolutions",
    "nb201,every-op"
  })
  void mergedBatchNormsGivePyTorchsLogits(String kind, String name) {
    GoldenStandalone golden = GoldenStandalone.of(kind, name);
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        StandaloneNetwork network = golden.network(DataType.FLOAT64)) {
      NDManager own = network.parameters().get(0).value().getManager();
      int arrays = Scopes.arrays(own);
      try (NDManager merged = Scopes.step(manager)) {
        NDArray images = golden.images(merged, DataType.FLOAT64);
        assertClose(
            HostCopies.doubles(
                GradScope.unrecorded(
                    () -> network.inference(SampledPath.WHOLE, merged).apply(images))),
            GoldenFiles.numbers(golden.json().get("logits")),
            1e-9);
      }
      assertThat(Scopes.arrays(own)).isEqualTo(arrays);
    }
  }

  @Test
  void halfPrecisionReachesTheAuxiliaryHead() {
    GoldenStandalone golden = GoldenStandalone.of("cells", "cifar");
    ForwardMode mode = new ForwardMode(BatchNormMode.TRAIN, MixedPrecision.BF16);
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        StandaloneNetwork network = golden.network(DataType.FLOAT32)) {
      NDArray images = golden.images(manager, DataType.FLOAT32);
      TrainingLogits logits =
          GradScope.recorded(
              () ->
                  network.forward(
                      images, new Regularisation(0.2, 0.3, RandomStreams.of(1), 1, 0), mode));
      NDArray head = logits.auxiliary().orElseThrow();
      assertThat(head.getDataType()).isEqualTo(DataType.FLOAT32);
      Autograd.backward(
          GradScope.recorded(() -> Ops.add(logits.logits().sum(), head.square().sum())));
      for (Param param : network.parameters()) {
        double[] gradient =
            HostCopies.doubles(Autograd.gradient(param.value(), manager).orElseThrow());
        assertThat(Arrays.stream(gradient)).as(param.name()).allMatch(Double::isFinite);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"cells,plain", "nb201,every-op"})
  void stepsLeaveNothingBehind(String kind, String name) {
    GoldenStandalone golden = GoldenStandalone.of(kind, name);
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        StandaloneNetwork network = golden.network(DataType.FLOAT64)) {
      NDManager own = network.parameters().get(0).value().getManager();
      int arrays = Scopes.arrays(own);
      try (NDManager step = Scopes.step(manager)) {
        NDArray images = golden.images(step, DataType.FLOAT64);
        int before = Scopes.arrays(step);
        double dropPath = network instanceof CellNetwork ? 0.3 : 0;
        Regularisation noise = new Regularisation(0.2, dropPath, RandomStreams.of(1), 1, 0);
        TrainingLogits logits = GradScope.recorded(() -> network.forward(images, noise, TRAIN));
        logits.logits().close();
        logits.auxiliary().ifPresent(NDArray::close);
        assertThat(Scopes.arrays(step)).isEqualTo(before);
      }
      assertThat(Scopes.arrays(own)).isEqualTo(arrays);
    }
  }
}
