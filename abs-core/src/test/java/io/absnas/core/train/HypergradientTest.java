package io.absnas.core.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.Param;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The second-order gradient against the derivative of what it stands for: the validation loss after
 * one step of the weights, differentiated numerically, in double precision.
 */
class HypergradientTest {
  private static final double RATE = 0.5;
  private static final double MOMENTUM = 0.9;
  private static final double DECAY = 0.01;
  private static final HostBatch TRAINING = batch(0);
  private static final HostBatch VALIDATION = batch(1);
  private static final SmoothedCrossEntropy LOSS = new SmoothedCrossEntropy(0);

  private static HostBatch batch(int seed) {
    float[] pixels = new float[8 * 3];
    int[] labels = new int[8];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (1.5 * Math.cos(2.3 * i + 5 * seed));
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (i * i + seed) % 3;
    }
    return new HostBatch(pixels, labels, 1, 1, 3);
  }

  private static TrainingRecipe recipe() {
    return new TrainingRecipe(
        new StepRule.Mixed(IdentityDropoutPlan.NONE, RandomStreams.of(1)),
        new SgdSettings(
            MOMENTUM,
            false,
            DECAY,
            SgdSettings.ALL,
            GradientClip.None.NONE,
            ZeroGradientRule.PATH_ONLY),
        new LrSchedule.Constant(RATE),
        LOSS);
  }

  private static MixtureRecipe alphas(MixtureRecipe.Order order, double radius) {
    return new MixtureRecipe(
        new AdamSettings(3e-4, 0.5, 0.999, 1e-8, 1e-3), order, GradientClip.None.NONE, 0, radius);
  }

  @Test
  void theErrorFallsWithTheRadiusAndFirstOrderIsFarWorse() {
    try (SmoothMixture network = new SmoothMixture();
        Replicas replicas = new Replicas(List.of(network), recipe())) {
      // A step before, so that the optimiser has velocities.
      replicas.step(1, VALIDATION, List.of(SampledPath.WHOLE), 0.1, 1);
      NamedTensors start = network.state();
      double[] exact = numerical(network, replicas.first().optimiser());
      double published = error(replicas, MixtureRecipe.Order.SECOND, 1e-2, exact);
      double smaller = error(replicas, MixtureRecipe.Order.SECOND, 1e-3, exact);
      double smallest = error(replicas, MixtureRecipe.Order.SECOND, 1e-4, exact);
      double first = error(replicas, MixtureRecipe.Order.FIRST, 1e-2, exact);
      String found =
          "relative errors: published radius %.3g, a tenth %.3g, a hundredth %.3g, first order %.3g"
              .formatted(published, smaller, smallest, first);
      assertThat(smaller).as(found).isLessThan(published);
      assertThat(smallest).as(found).isLessThan(smaller).isLessThanOrEqualTo(1e-3);
      assertThat(first).as(found).isGreaterThan(10 * smallest).isGreaterThan(10 * published);
      for (HostTensor before : start.tensors()) {
        assertThat(network.state().find(before.name()).orElseThrow().doubles())
            .containsExactly(before.doubles());
      }
    }
  }

  private static double error(
      Replicas replicas, MixtureRecipe.Order order, double radius, double[] exact) {
    Map<String, double[]> gradient =
        new AlphaStep(replicas, alphas(order, radius))
            .gradient(2, TRAINING, VALIDATION, RATE)
            .values();
    double[] found = gradient.values().stream().flatMapToDouble(Arrays::stream).toArray();
    double difference = 0;
    double square = 0;
    for (int i = 0; i < exact.length; i++) {
      difference += (found[i] - exact[i]) * (found[i] - exact[i]);
      square += exact[i] * exact[i];
    }
    return Math.sqrt(difference / square);
  }

  /** Central differences of L_v(w - rate (momentum v + dL_t(w, a)/dw + decay w), a). */
  private static double[] numerical(SmoothMixture network, Sgd optimiser) {
    List<Double> derivative = new ArrayList<>();
    double step = 1e-5;
    for (Param param : network.architectureParameters()) {
      double[] values = HostCopies.doubles(param.value());
      for (int i = 0; i < values.length; i++) {
        double[] up = values.clone();
        double[] down = values.clone();
        up[i] += step;
        down[i] -= step;
        double difference =
            unrolledLoss(network, optimiser, param, up)
                - unrolledLoss(network, optimiser, param, down);
        derivative.add(difference / (2 * step));
      }
      set(param, values);
    }
    return derivative.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double unrolledLoss(
      SmoothMixture network, Sgd optimiser, Param alphas, double[] values) {
    set(alphas, values);
    Map<Param, double[]> before = new LinkedHashMap<>();
    network.parameters().forEach(p -> before.put(p, HostCopies.doubles(p.value())));
    Map<Param, double[]> gradients = gradients(network);
    before.forEach(
        (param, w) -> {
          double[] g = requireNonNull(gradients.get(param));
          double[] v = HostCopies.doubles(optimiser.velocity(param).orElseThrow());
          double[] ahead = new double[w.length];
          for (int i = 0; i < w.length; i++) {
            ahead[i] = w[i] - RATE * (MOMENTUM * v[i] + g[i] + DECAY * w[i]);
          }
          set(param, ahead);
        });
    double loss = loss(network, VALIDATION, false);
    before.forEach(HypergradientTest::set);
    return loss;
  }

  private static Map<Param, double[]> gradients(SmoothMixture network) {
    loss(network, TRAINING, true);
    Map<Param, double[]> gradients = new LinkedHashMap<>();
    for (Param param : network.parameters()) {
      try (NDArray gradient =
          Autograd.gradient(param.value(), param.value().getManager()).orElseThrow()) {
        gradients.put(param, HostCopies.doubles(gradient));
        Autograd.zeroGradient(param.value());
      }
    }
    network.architectureParameters().forEach(param -> Autograd.zeroGradient(param.value()));
    return gradients;
  }

  private static double loss(SmoothMixture network, HostBatch batch, boolean backward) {
    try (NDManager step = Scopes.step(network.parameters().get(0).value().getManager())) {
      float[] pixels = batch.pixels();
      double[] values = new double[pixels.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = pixels[i];
      }
      NDArray images =
          HostCopies.create(step, values, new Shape(batch.count(), 3, 1, 1), DataType.FLOAT64);
      NDArray targets = LOSS.targets(step, batch, 0, batch.count(), 3, DataType.FLOAT64);
      ForwardMode mode = ForwardMode.full(BatchNormMode.TRAIN);
      NDArray loss =
          GradScope.recorded(
              () -> LOSS.loss(network.forward(images, SampledPath.WHOLE, mode), targets));
      if (backward) {
        Autograd.backward(loss);
      }
      return HostCopies.doubles(loss)[0];
    }
  }

  private static void set(Param param, double[] values) {
    List<Long> shape = Arrays.stream(param.value().getShape().getShape()).boxed().toList();
    HostCopies.overwrite(param.value(), HostTensor.of(param.name(), shape, values));
  }
}
