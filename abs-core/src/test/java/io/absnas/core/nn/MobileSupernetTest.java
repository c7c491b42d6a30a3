package io.absnas.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.golden.GoldenMobile;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Ops;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MobileSupernetTest {
  private static final NamedTensors WEIGHTS = GoldenFiles.npz("mobile-step/init.npz");
  private static final JsonNode GOLDEN = GoldenFiles.json("mobile-step.json");

  private static MobileSupernet network(DataType type) {
    return new MobileSupernet(
        GoldenMobile.space(),
        Initialisation.HE_FAN_OUT,
        RandomStreams.of(1),
        ComputeDevice.CPU,
        type);
  }

  private static SampledPath path(JsonNode codes) {
    List<CandidateOp> ops = new ArrayList<>();
    for (JsonNode code : codes) {
      List<CandidateOp> all = GoldenMobile.space().operations();
      ops.add(all.get(code.asInt() < 0 ? all.size() - 1 : code.asInt()));
    }
    return SampledPath.of(new Architecture(ops));
  }

  private static SampledPath random(RandomGenerator random) {
    List<CandidateOp> ops = new ArrayList<>();
    for (List<CandidateOp> choice : GoldenMobile.space().choices()) {
      ops.add(choice.get(random.nextInt(choice.size())));
    }
    return SampledPath.of(new Architecture(ops));
  }

  private static double[] logits(
      Network network, NDManager manager, SampledPath path, BatchNormMode mode, DataType type) {
    try (NDManager step = Scopes.step(manager)) {
      NDArray images = GoldenMobile.images(step, 0, type);
      return HostCopies.doubles(GradScope.unrecorded(() -> network.forward(images, path, mode)));
    }
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("entry %s", i).isCloseTo(expected[i], within(tolerance));
    }
  }

  @Test
  void theGoldenBatchIsTheOneTheFileDescribes() {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      JsonNode check = GOLDEN.get("batch").get("check");
      assertThat(GoldenMobile.images(manager, 0, DataType.FLOAT64).sum().getDouble())
          .isEqualTo(check.get("sum_batch_0").asDouble());
      assertThat(GoldenMobile.images(manager, 12, DataType.FLOAT64).sum().getDouble())
          .isEqualTo(check.get("sum_batch_12").asDouble());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void logitsOfEveryGoldenPath(DataType type) {
    double tolerance =
        GOLDEN
            .get("tolerances")
            .get(type == DataType.FLOAT64 ? "float64" : "float32")
            .get("logits_abs")
            .asDouble();
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        MobileSupernet network = network(type)) {
      for (JsonNode golden : GOLDEN.get("logits").get("paths")) {
        network.load(WEIGHTS);
        SampledPath path = path(golden.get("path"));
        assertClose(
            logits(network, manager, path, BatchNormMode.EVALUATE, type),
            GoldenFiles.numbers(golden.get("logits_eval")),
            tolerance);
        assertClose(
            merged(network, manager, path, type),
            GoldenFiles.numbers(golden.get("logits_eval")),
            tolerance);
        assertClose(
            logits(network, manager, path, BatchNormMode.TRAIN, type),
            GoldenFiles.numbers(golden.get("logits_train")),
            tolerance);
      }
    }
  }

  @Test
  void mergedBatchNormsFollowTheRunningStatisticsAndHideNoNan() {
    SampledPath path = path(GOLDEN.get("logits").get("paths").get(3).get("path"));
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        MobileSupernet network = network(DataType.FLOAT64)) {
      network.load(WEIGHTS);
      // Statistics of its own instead of 0 and 1.
      double[] unused = logits(network, manager, path, BatchNormMode.TRAIN, DataType.FLOAT64);
      double[] expected = logits(network, manager, path, BatchNormMode.EVALUATE, DataType.FLOAT64);
      int arrays = Scopes.arrays(network.arrays().manager());
      assertClose(merged(network, manager, path, DataType.FLOAT64), expected, 1e-10);
      assertThat(Scopes.arrays(network.arrays().manager())).isEqualTo(arrays);

      network.parameters(path).get(6).value().muli(Double.NaN);
      assertThat(merged(network, manager, path, DataType.FLOAT64)).contains(Double.NaN);
    }
  }

  private static double[] merged(
      MobileSupernet network, NDManager manager, SampledPath path, DataType type) {
    try (NDManager child = Scopes.step(manager)) {
      return HostCopies.doubles(
          GradScope.unrecorded(
              () -> network.inference(path, child).apply(GoldenMobile.images(child, 0, type))));
    }
  }

  @Test
  void namesAndOrderAreTheReferences() {
    try (MobileSupernet network = network(DataType.FLOAT32)) {
      assertThat(network.state().names()).containsExactlyElementsOf(WEIGHTS.names());
      for (HostTensor tensor : network.state().tensors()) {
        assertThat(tensor.shape()).isEqualTo(WEIGHTS.find(tensor.name()).orElseThrow().shape());
      }
      network.load(WEIGHTS);
      for (HostTensor tensor : network.state().tensors()) {
        assertThat(tensor.bytes()).isEqualTo(WEIGHTS.find(tensor.name()).orElseThrow().bytes());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"mobilenet-gpu-21,1148,27684320,764", "mobilenet-cpu-19,1040,15992600,692"})
  void theFullSpaceHasTheReferencesParameters(String id, int tensors, long values, int undecayed) {
    LayeredSpace space = (LayeredSpace) SpaceCatalog.find(id);
    try (MobileSupernet network =
        new MobileSupernet(
            space,
            Initialisation.FRAMEWORK_DEFAULT,
            RandomStreams.of(1),
            ComputeDevice.CPU,
            DataType.FLOAT32)) {
      List<Param> parameters = network.parameters();
      assertThat(parameters).hasSize(tensors);
      assertThat(parameters.stream().mapToLong(p -> p.value().size()).sum()).isEqualTo(values);
      assertThat(parameters.stream().filter(p -> p.role() == Param.Role.BATCH_NORM))
          .hasSize(undecayed);
    }
  }

  @Test
  void onlyThePathsBlocksReceiveGradients() {
    SampledPath path = path(GOLDEN.get("logits").get("paths").get(3).get("path"));
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        MobileSupernet network = network(DataType.FLOAT32)) {
      Set<String> onPath = new HashSet<>();
      network.parameters(path).forEach(param -> onPath.add(param.name()));
      try (NDManager step = Scopes.step(manager)) {
        NDArray images = GoldenMobile.images(step, 0, DataType.FLOAT32);
        Autograd.backward(
            GradScope.recorded(
                () -> network.forward(images, path, BatchNormMode.TRAIN).square().sum()));
        for (Param param : network.parameters()) {
          assertThat(Autograd.gradient(param.value(), step).isPresent())
              .as(param.name())
              .isEqualTo(onPath.contains(param.name()));
        }
      }
      assertThat(onPath)
          .allSatisfy(
              name ->
                  assertThat(name)
                      .matches("(conv_bn|MBConv_ratio_1|conv_1x1_bn|classifier|features).*"));
    }
  }

  @Test
  void stepsLeaveNothingOnTheNetworksManager() {
    RandomGenerator random = RandomStreams.of(3).stream("test");
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        MobileSupernet network = network(DataType.FLOAT32)) {
      int arrays = Scopes.arrays(network.arrays().manager());
      for (int i = 0; i < 8; i++) {
        SampledPath path = random(random);
        try (NDManager step = Scopes.step(manager)) {
          NDArray images = GoldenMobile.images(step, i, DataType.FLOAT32);
          Autograd.backward(
              GradScope.recorded(
                  () -> Ops.logSoftmax(network.forward(images, path, BatchNormMode.TRAIN)).sum()));
          for (Param param : network.parameters(path)) {
            assertThat(Autograd.gradient(param.value(), step)).isPresent();
            Autograd.zeroGradient(param.value());
          }
        }
        network.resetRunningStatistics(path);
        assertThat(network.state().names()).isNotEmpty();
        assertThat(Scopes.arrays(network.arrays().manager())).isEqualTo(arrays);
        assertThat(Scopes.arrays(manager)).isZero();
      }
    }
  }

  @Test
  void cumulativeMomentumGivesTheMeanOverBatches() {
    SampledPath path = path(GOLDEN.get("logits").get("paths").get(0).get("path"));
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        MobileSupernet network = network(DataType.FLOAT64)) {
      network.load(WEIGHTS);
      double[] sum = new double[12];
      for (int batch = 0; batch < 3; batch++) {
        network.resetRunningStatistics(path);
        forward(network, manager, path, batch, new BatchNormMode(true, 1));
        double[] one = mean(network);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += one[i] / 3;
        }
      }
      network.resetRunningStatistics(path);
      assertThat(mean(network)).containsOnly(0);
      for (int batch = 0; batch < 3; batch++) {
        forward(network, manager, path, batch, BatchNormMode.cumulative(batch + 1));
      }
      assertClose(mean(network), sum, 1e-10);
    }
  }

  private static void forward(
      Network network, NDManager manager, SampledPath path, int batch, BatchNormMode mode) {
    try (NDManager step = Scopes.step(manager)) {
      NDArray images = GoldenMobile.images(step, batch, DataType.FLOAT64);
      assertThat(GradScope.unrecorded(() -> network.forward(images, path, mode)).getShape().get(1))
          .isEqualTo(10);
    }
  }

  private static double[] mean(Network network) {
    return network.state().find("conv_bn.1.running_mean").orElseThrow().doubles();
  }

  @Test
  void twoThreadsRunTwoNetworksAsOneWould() {
    double[] alone = trainedLogits();
    CompletableFuture<double[]> first =
        CompletableFuture.supplyAsync(MobileSupernetTest::trainedLogits);
    CompletableFuture<double[]> second =
        CompletableFuture.supplyAsync(MobileSupernetTest::trainedLogits);
    assertThat(first.join()).isEqualTo(alone);
    assertThat(second.join()).isEqualTo(alone);
  }

  /** A few descent steps on random paths from a fixed seed. */
  private static double[] trainedLogits() {
    RandomGenerator random = RandomStreams.of(4).stream("test");
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        MobileSupernet network = network(DataType.FLOAT32)) {
      SampledPath path = random(random);
      for (int i = 0; i < 4; i++) {
        path = random(random);
        SampledPath sampled = path;
        try (NDManager step = Scopes.step(manager)) {
          NDArray images = GoldenMobile.images(step, i, DataType.FLOAT32);
          Autograd.backward(
              GradScope.recorded(
                  () -> network.forward(images, sampled, BatchNormMode.TRAIN).square().mean()));
          for (Param param : network.parameters(path)) {
            NDArray gradient = Autograd.gradient(param.value(), step).orElseThrow();
            io.absnas.core.tensor.InPlace.addScaled(param.value(), gradient, -0.01);
            Autograd.zeroGradient(param.value());
          }
        }
      }
      return logits(network, manager, path, BatchNormMode.EVALUATE, DataType.FLOAT32);
    }
  }

  @Test
  void weightsThatDoNotFitAreRefusedBeforeAnythingChanges() {
    try (MobileSupernet network = network(DataType.FLOAT32)) {
      NamedTensors before = network.state();
      List<HostTensor> tensors = new ArrayList<>(WEIGHTS.tensors());
      tensors.removeIf(tensor -> tensor.name().equals("classifier.0.bias"));
      assertThatThrownBy(() -> network.load(NamedTensors.of(tensors)))
          .isInstanceOf(AbsException.class)
          .hasMessageContaining("classifier.0.bias is missing");
      tensors.add(HostTensor.of("classifier.0.bias", List.of(9L), new float[9]));
      assertThatThrownBy(() -> network.load(NamedTensors.of(tensors)))
          .isInstanceOf(AbsException.class)
          .hasMessageContaining("classifier.0.bias has shape [9], the space needs [10]");
      tensors.removeIf(tensor -> tensor.name().equals("classifier.0.bias"));
      NamedTensors brief =
          NamedTensors.of("b.safetensors", tensors, Map.of("classifier.0.bias", "of type 'BF16'"));
      assertThatThrownBy(() -> network.load(brief))
          .isInstanceOf(AbsException.class)
          .hasMessageStartingWith("b.safetensors: tensor classifier.0.bias is of type 'BF16'");
      assertThat(network.state().find("conv_bn.0.weight").orElseThrow().bytes())
          .isEqualTo(before.find("conv_bn.0.weight").orElseThrow().bytes());
    }
  }

  @Test
  void runningStatisticsMayBeMissingAndOtherNamesAreIgnored() {
    try (MobileSupernet network = network(DataType.FLOAT32)) {
      List<HostTensor> tensors = new ArrayList<>(WEIGHTS.tensors());
      tensors.removeIf(tensor -> tensor.name().contains(".running_"));
      tensors.add(HostTensor.of("conv_bn.1.num_batches_tracked", List.of(), new float[] {3}));
      network.load(NamedTensors.of(tensors));
      assertThat(mean(network)).containsOnly(0);
    }
  }

  @Test
  void initialWeightsFollowTheirRuleAndTheSeedAlone() {
    try (MobileSupernet single = network(DataType.FLOAT32);
        MobileSupernet wide = network(DataType.FLOAT64)) {
      double[] narrow = weight(single, "features.4._ops.5.conv.3.weight");
      double[] exact = weight(wide, "features.4._ops.5.conv.3.weight");
      assertClose(narrow, exact, 1e-7);
      // 7x7 depthwise on 96 channels: variance 2 / (49 * 96) from 4704 values
      double square = Arrays.stream(exact).map(v -> v * v).average().orElseThrow();
      assertThat(square).isCloseTo(2.0 / (49 * 96), within(0.1 * 2.0 / (49 * 96)));
      double[] classifier = weight(wide, "classifier.0.weight");
      assertThat(Arrays.stream(classifier).map(Math::abs).max().orElseThrow())
          .isBetween(0.9 / Math.sqrt(32), 1 / Math.sqrt(32));
      assertThat(weight(wide, "conv_bn.1.weight")).containsOnly(1);
    }
    try (MobileSupernet plain =
        new MobileSupernet(
            GoldenMobile.space(),
            Initialisation.FRAMEWORK_DEFAULT,
            RandomStreams.of(1),
            ComputeDevice.CPU,
            DataType.FLOAT64)) {
      double[] depthwise = weight(plain, "features.4._ops.5.conv.3.weight");
      assertThat(Arrays.stream(depthwise).map(Math::abs).max().orElseThrow())
          .isBetween(0.99 / 7, 1.0 / 7);
    }
  }

  private static double[] weight(Network network, String name) {
    return network.state().find(name).orElseThrow().doubles();
  }

  @Test
  void pathsOfAnotherSpaceAreRefused() {
    try (MobileSupernet network = network(DataType.FLOAT32)) {
      SampledPath tooShort =
          SampledPath.of(new Architecture(List.of(GoldenMobile.space().operations().get(0))));
      assertThatThrownBy(() -> network.parameters(tooShort)).hasMessageContaining("5 layers");
      SampledPath identityFirst =
          SampledPath.of(
              new Architecture(
                  java.util.Collections.nCopies(5, GoldenMobile.space().operations().get(6))));
      assertThatThrownBy(() -> network.parameters(identityFirst))
          .hasMessageContaining("features.0 has no identity");
      assertThat(network.parameters().get(0).owner()).isEqualTo(Optional.empty());
    }
  }
}
