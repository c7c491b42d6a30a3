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
import io.absnas.core.space.Identity;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MobileNetworkTest {
  private static MobileNetwork network(Architecture architecture) {
    return new MobileNetwork(
        GoldenMobile.space(),
        architecture,
        Initialisation.FRAMEWORK_DEFAULT,
        RandomStreams.of(1),
        ComputeDevice.CPU,
        DataType.FLOAT64);
  }

  private static Architecture architecture(JsonNode codes) {
    List<String> words = new ArrayList<>();
    codes.forEach(code -> words.add(code.asText()));
    return GoldenMobile.space().parse(String.join(" ", words));
  }

  @Test
  void inheritedWeightsGiveTheGoldenLogits() {
    NamedTensors weights = GoldenFiles.npz("mobile-step/init.npz");
    for (JsonNode golden : GoldenFiles.json("mobile-step.json").get("standalone").get("networks")) {
      Architecture architecture = architecture(golden.get("arch"));
      try (NDManager manager = Scopes.root(ComputeDevice.CPU);
          MobileNetwork network = network(architecture)) {
        List<String> names = new ArrayList<>();
        List<HostTensor> inherited = new ArrayList<>();
        for (JsonNode entry : golden.get("state_entries")) {
          String name = entry.get("name").asText();
          HostTensor source = weights.find(entry.get("supernet_name").asText()).orElseThrow();
          HostTensor own = network.state().find(name).orElseThrow();
          assertThat(own.shape().stream().mapToDouble(Long::doubleValue).toArray())
              .isEqualTo(GoldenFiles.numbers(entry.get("shape")));
          names.add(name);
          inherited.add(HostTensor.of(name, source.shape(), source.floats()));
        }
        assertThat(network.state().names()).containsExactlyElementsOf(names);
        assertThat(network.parameters()).hasSize(golden.get("parameter_tensors").asInt());
        assertThat(network.parameters().stream().mapToLong(p -> p.value().size()).sum())
            .isEqualTo(golden.get("parameters").asLong());
        network.load(NamedTensors.of(inherited));
        NDArray images = GoldenMobile.images(manager, 0, DataType.FLOAT64);
        double[] logits =
            HostCopies.doubles(
                GradScope.unrecorded(
                    () ->
                        network.forward(
                            images, SampledPath.of(architecture), BatchNormMode.EVALUATE)));
        double[] expected = GoldenFiles.numbers(golden.get("logits_eval"));
        for (int i = 0; i < expected.length; i++) {
          assertThat(logits[i]).isCloseTo(expected[i], within(1e-9));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet-gpu-21,2 2 -1 0 0 -1 -1 0 5 -1 4 4 0 0 4 2 3 4 4 4 3,167,5936776",
    "mobilenet-cpu-19,4 2 4 2 2 2 5 2 4 4 2 2 2 4 5 4 2 2 5,185,3774992"
  })
  void publishedArchitecturesHaveTheirParameters(
      String id, String codes, int tensors, long values) {
    LayeredSpace space = (LayeredSpace) SpaceCatalog.find(id);
    try (MobileNetwork network =
        new MobileNetwork(
            space,
            space.parse(codes),
            Initialisation.FRAMEWORK_DEFAULT,
            RandomStreams.of(1),
            ComputeDevice.CPU,
            DataType.FLOAT32)) {
      assertThat(network.parameters()).hasSize(tensors);
      assertThat(network.parameters().stream().mapToLong(p -> p.value().size()).sum())
          .isEqualTo(values);
    }
  }

  @Test
  void identityIsRefusedWhereTheShapeChanges() {
    Architecture skipsAll = new Architecture(Collections.nCopies(5, Identity.LAYER));
    assertThatThrownBy(() -> network(skipsAll))
        .isInstanceOf(AbsException.class)
        .hasMessage(
            "architecture has identity at layer 0 of space golden-mobile, which changes the"
                + " shape");
  }

  @Test
  void dropoutStandsBeforeTheClassifierInTrainingOnly() {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        MobileNetwork network = network(GoldenMobile.space().parse("0 0 0 0 0"))) {
      NDArray images = GoldenMobile.images(manager, 0, DataType.FLOAT64);
      double[] plain =
          HostCopies.doubles(
              GradScope.unrecorded(
                  () -> network.forward(images, SampledPath.WHOLE, BatchNormMode.EVALUATE)));
      assertThat(dropped(network, images, Regularisation.NONE)).isEqualTo(plain);
      double[] mean = new double[plain.length];
      int steps = 100;
      for (int step = 0; step < steps; step++) {
        double[] logits =
            dropped(network, images, new Regularisation(0.2, 0, RandomStreams.of(2), step, 0));
        assertThat(logits).isNotEqualTo(plain);
        Arrays.setAll(mean, i -> mean[i] + logits[i] / steps);
      }
      // The classifier is linear, so dropout leaves its mean as it is.
      for (int i = 0; i < plain.length; i++) {
        assertThat(mean[i]).isCloseTo(plain[i], within(0.1));
      }
      assertThatThrownBy(
              () -> dropped(network, images, new Regularisation(0, 0.2, RandomStreams.of(2), 1, 0)))
          .hasMessage("a network of layers has no drop path, dropPath must be 0, was 0.2");
    }
  }

  private static double[] dropped(
      MobileNetwork network, NDArray images, Regularisation regularisation) {
    ForwardMode mode = ForwardMode.full(BatchNormMode.EVALUATE);
    TrainingLogits logits =
        GradScope.unrecorded(() -> network.forward(images, regularisation, mode));
    assertThat(logits.auxiliary()).isEmpty();
    return HostCopies.doubles(logits.logits());
  }
}
