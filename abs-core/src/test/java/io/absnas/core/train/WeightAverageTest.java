package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.InPlace;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightAverageTest {
  private static final int STEPS = 6;

  @Test
  void averagesAreThoseOfPyTorch() {
    JsonNode golden = GoldenFiles.json("training.json").get("average");
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> start : golden.get("weights").get(0).properties()) {
        double[] values = GoldenFiles.numbers(start.getValue());
        arrays.put(
            start.getKey(),
            HostCopies.create(manager, values, new Shape(values.length), DataType.FLOAT64));
      }
      assertThat(arrays).hasSize(5);
      AverageConfig settings = new AverageConfig(golden.get("decay").asDouble(), false);
      try (WeightAverage average = new WeightAverage(settings, arrays)) {
        for (int step = 1; step <= STEPS; step++) {
          for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
            HostCopies.overwrite(
                entry.getValue(), tensor(golden.get("weights").get(step), entry.getKey()));
          }
          average.update(step);
          for (HostTensor found : average.values().tensors()) {
            double[] expected = tensor(golden.get("averages").get(step), found.name()).doubles();
            for (int i = 0; i < expected.length; i++) {
              assertThat(found.doubles()[i]).isCloseTo(expected[i], within(1e-14));
            }
          }
        }
      }
    }
  }

  private static HostTensor tensor(JsonNode step, String name) {
    double[] values = GoldenFiles.numbers(step.get(name));
    return HostTensor.of(name, List.of((long) values.length), values);
  }

  @Test
  void weightsThatStayAreApproachedGeometrically() {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray weight =
          HostCopies.create(manager, new double[] {5, -1}, new Shape(2), DataType.FLOAT64);
      try (WeightAverage average =
              new WeightAverage(new AverageConfig(0.75, false), Map.of("w", weight));
          WeightAverage warm =
              new WeightAverage(new AverageConfig(0.75, true), Map.of("w", weight))) {
        InPlace.fill(weight, 1);
        for (int update = 1; update <= 7; update++) {
          average.update(update);
          warm.update(update);
        }
        double left = Math.pow(0.75, 7);
        assertThat(average.values().find("w").orElseThrow().doubles())
            .containsExactly(new double[] {1 + 4 * left, 1 - 2 * left}, within(1e-14));
        double product = 1;
        for (int update = 1; update <= 7; update++) {
          product *= (1.0 + update) / (10 + update);
        }
        assertThat(warm.values().find("w").orElseThrow().doubles())
            .containsExactly(new double[] {1 + 4 * product, 1 - 2 * product}, within(1e-14));
      }
    }
    assertThatThrownBy(() -> new AverageConfig(1, false))
        .hasMessage("decay is 1.0, must be at least 0 and below 1");
  }

  @Test
  void aLoopAveragesItsOwnWeightsAndResumesBitForBit(@TempDir Path directory) throws IOException {
    CheckpointStore store = new CheckpointStore(directory, 1);
    NamedTensors calm;
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT64, 1);
        TrainingLoop loop = loop(network)) {
      List<NamedTensors> weights = new ArrayList<>(List.of(network.state()));
      for (int step = 1; step <= STEPS; step++) {
        loop.run(TinySupernet.SPACE, step, report -> StepListener.Decision.CONTINUE);
        weights.add(network.state());
        if (step == 2) {
          TrainingState state = loop.state();
          store.write(2, writer -> TrainingCheckpoint.write(writer, state));
        }
      }
      calm = loop.result();
      for (String name : List.of("classifier.0.weight", "conv_bn.1.running_var")) {
        double[] expected = weights.get(0).find(name).orElseThrow().doubles();
        for (NamedTensors step : weights.subList(1, weights.size())) {
          double[] now = step.find(name).orElseThrow().doubles();
          for (int i = 0; i < now.length; i++) {
            expected[i] = 0.8 * expected[i] + 0.2 * now[i];
          }
        }
        assertThat(calm.find(name).orElseThrow().doubles())
            .containsExactly(expected, within(1e-14));
      }
      assertThat(calm.names()).containsExactlyElementsOf(network.state().names());
    }
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT64, 2);
        TrainingLoop loop = loop(network)) {
      loop.restore(TrainingCheckpoint.read(store.newestWhole().orElseThrow()));
      loop.run(TinySupernet.SPACE, STEPS, report -> StepListener.Decision.CONTINUE);
      assertThat(TinySupernet.same(loop.result(), calm)).isTrue();
    }
  }

  private static TrainingLoop loop(MobileSupernet network) {
    TrainingRecipe recipe = TinySupernet.recipe(new LrSchedule.Constant(0.1));
    return new TrainingLoop(
        List.of(network),
        new TrainingRecipe(
            recipe.rule(),
            recipe.optimiser(),
            recipe.schedule(),
            recipe.loss(),
            recipe.mode(),
            Optional.of(new AverageConfig(0.8, false))),
        step -> SyntheticImages.batch(step, 6));
  }
}
