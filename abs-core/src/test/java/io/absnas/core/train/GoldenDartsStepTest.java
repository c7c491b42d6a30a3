package io.absnas.core.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.data.HostBatch;
import io.absnas.core.golden.GoldenDarts;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.nn.DartsSearchNetwork;
import io.absnas.core.nn.MixedCells;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.weights.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two steps of DARTS, with and without velocities, against the reference's in double precision. */
class GoldenDartsStepTest {
  private static final double TOLERANCE = 1e-5;
  private static final List<SampledPath> WHOLE = List.of(SampledPath.WHOLE);

  private static HostBatch batch(int t) {
    double[] pixels = GoldenDarts.pixels(t);
    float[] floats = new float[pixels.length];
    IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) pixels[i]);
    return new HostBatch(floats, GoldenDarts.labels(t), GoldenDarts.SIDE, GoldenDarts.SIDE, 3);
  }

  private static TrainingRecipe recipe() {
    return new TrainingRecipe(
        new StepRule.Mixed(IdentityDropoutPlan.NONE, RandomStreams.of(1)),
        new SgdSettings(
            0.9,
            false,
            3e-4,
            SgdSettings.ALL,
            new GradientClip.ByNorm(5),
            ZeroGradientRule.PATH_ONLY),
        new LrSchedule.Constant(0.025),
        new SmoothedCrossEntropy(0));
  }

  private static DartsSearchNetwork network() {
    DartsSearchNetwork network =
        new DartsSearchNetwork(
            MixedCells.of(GoldenDarts.space(), MixedCells.Form.DARTS),
            RandomStreams.of(1),
            ComputeDevice.CPU,
            DataType.FLOAT64);
    network.load(GoldenDarts.start());
    return network;
  }

  @ParameterizedTest
  @CsvSource({"FIRST,/first_order/float64", "SECOND,/second_order/float64"})
  void twoSteps(MixtureRecipe.Order order, String steps) {
    MixtureRecipe alphas =
        new MixtureRecipe(
            new AdamSettings(3e-4, 0.5, 0.999, 1e-8, 1e-3),
            order,
            GradientClip.None.NONE,
            0,
            MixtureRecipe.PUBLISHED_RADIUS);
    try (DartsSearchNetwork network = network();
        Replicas replicas = new Replicas(List.of(network), recipe())) {
      Adam adam = new Adam(alphas.optimiser());
      for (JsonNode golden : GoldenDarts.json().at(steps)) {
        int number = golden.get("step").intValue() + 1;
        double rate = golden.get("learning_rate").asDouble();
        HostBatch training = batch(golden.get("train_batch_index").intValue());
        HostBatch validation = batch(golden.get("valid_batch_index").intValue());
        AlphaStep.Gradient gradient =
            new AlphaStep(replicas, alphas).gradient(number, training, validation, rate);
        close(gradient.values(), "alphas_normal", golden.get("alpha_gradient_normal"));
        close(gradient.values(), "alphas_reduce", golden.get("alpha_gradient_reduce"));
        if (order == MixtureRecipe.Order.SECOND) {
          close(gradient.implicit(), "alphas_normal", golden.get("implicit_normal"));
          close(gradient.implicit(), "alphas_reduce", golden.get("implicit_reduce"));
          assertThat(gradient.norm())
              .isCloseTo(golden.get("unrolled_weight_gradient_norm").asDouble(), within(TOLERANCE));
        }
        move(network, adam, gradient.values());
        Map<String, double[]> moved = values(network);
        close(moved, "alphas_normal", golden.get("alphas_normal_after"));
        close(moved, "alphas_reduce", golden.get("alphas_reduce_after"));
        double loss = replicas.pass(number, training, 0, WHOLE, 1, Wanted.WEIGHTS).get(0);
        assertThat(loss).isCloseTo(golden.get("train_loss").asDouble(), within(TOLERANCE));
        assertThat(Math.sqrt(Norms.square(replicas.first().gradients())))
            .isCloseTo(
                golden.get("weight_gradient_norm_before_clip").asDouble(), within(TOLERANCE));
        replicas.finish();
        replicas.step(number, training, WHOLE, rate, 1);
        checkWeights(network, golden);
      }
    }
  }

  private static void move(DartsSearchNetwork network, Adam adam, Map<String, double[]> gradients) {
    Map<String, double[]> values = values(network);
    adam.update(values, gradients);
    network
        .architectureParameters()
        .forEach(
            param ->
                HostCopies.overwrite(
                    param.value(),
                    HostTensor.of(
                        param.name(), List.of(14L, 2L), requireNonNull(values.get(param.name())))));
  }

  private static Map<String, double[]> values(DartsSearchNetwork network) {
    Map<String, double[]> values = new LinkedHashMap<>();
    network
        .architectureParameters()
        .forEach(param -> values.put(param.name(), HostCopies.doubles(param.value())));
    return values;
  }

  private static void checkWeights(Network network, JsonNode golden) {
    List<NDArray> weights = new ArrayList<>();
    network.parameters().forEach(param -> weights.add(param.value()));
    assertThat(Math.sqrt(Norms.square(weights)))
        .isCloseTo(golden.get("weights_after_norm").asDouble(), within(TOLERANCE));
    network
        .parameters()
        .forEach(
            param -> {
              JsonNode norm = golden.get("per_tensor_norm_after").get(param.name());
              if (norm != null) {
                assertThat(Math.sqrt(Norms.square(List.of(param.value()))))
                    .as(param.name())
                    .isCloseTo(norm.asDouble(), within(TOLERANCE));
              }
            });
  }

  /** By the relative norm. */
  private static void close(Map<String, double[]> found, String name, JsonNode golden) {
    double[] values = requireNonNull(found.get(name));
    double[] expected = GoldenFiles.numbers(golden);
    double difference = 0;
    double square = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += (values[i] - expected[i]) * (values[i] - expected[i]);
      square += expected[i] * expected[i];
    }
    assertThat(Math.sqrt(difference / square)).as(name).isLessThan(TOLERANCE);
  }
}
