package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Training steps against values of the reference's own modules. */
final class GoldenTrainingTest {
  private static final JsonNode GOLDEN = GoldenMobile.json();
  private static final SmoothedCrossEntropy LOSS = new SmoothedCrossEntropy(0.1);
  private static final LrSchedule SCHEDULE = new LrSchedule.LinearToFloor(0.001, 2e-6, 15);

  @Test
  void batchesHaveTheGoldenCheckSums() {
    JsonNode check = GOLDEN.at("/batch/check");
    assertThat(sum(GoldenMobile.batch(0))).isEqualTo(check.get("sum_batch_0").asDouble());
    assertThat(sum(GoldenMobile.batch(1))).isEqualTo(check.get("sum_batch_1").asDouble());
    assertThat(sum(GoldenMobile.batch(12))).isEqualTo(check.get("sum_batch_12").asDouble());
  }

  @Test
  void twelveSinglePathStepsInDoublePrecision() {
    NamedTensors end =
        singlePathSteps(
            DataType.FLOAT64,
            12,
            SgdSettings.mobileSupernet(),
            "/single_path_training",
            new Bounds(1e-9, 1e-8, 1e-9, 1e-9, 1e-9));
    for (HostTensor expected : GoldenMobile.weights("final.npz").tensors()) {
      double[] found = end.find(expected.name()).orElseThrow().doubles();
      double[] values = expected.doubles();
      for (int i = 0; i < values.length; i++) {
        GoldenMobile.close(expected.name(), found[i], values[i], 1e-6);
      }
    }
  }

  @Test
  void threeSinglePathStepsInSinglePrecision() {
    singlePathSteps(
        DataType.FLOAT32,
        3,
        SgdSettings.mobileSupernet(),
        "/single_path_training",
        new Bounds(2e-5, 1e-5, 1e-5, 2e-4, 5e-4));
  }

  @Test
  void strongDecayMovesOnlyDecayedAndSampledWeights() {
    SgdSettings mobile = SgdSettings.mobileSupernet();
    SgdSettings strong =
        new SgdSettings(
            mobile.momentum(),
            mobile.nesterov(),
            0.05,
            mobile.decayedRoles(),
            mobile.clip(),
            mobile.zeroGradientRule());
    singlePathSteps(
        DataType.FLOAT64,
        12,
        strong,
        "/single_path_training_strong_decay",
        new Bounds(1e-9, 1e-8, 1e-9, 1e-9, 1e-9));
  }

  @Test
  void blocksThatWereNeverSampledKeepEveryBit() {
    NamedTensors start = GoldenMobile.weights("init.npz");
    try (MobileSupernet network = GoldenMobile.network(DataType.FLOAT32);
        Replica replica =
            new Replica(network, TinySupernet.recipe(LOSS, SgdSettings.mobileSupernet()))) {
      for (JsonNode step : GOLDEN.at("/single_path_training/steps")) {
        step(replica, step, SCHEDULE.rate(step.get("step").asLong()), null);
      }
      NamedTensors end = network.state();
      for (JsonNode block : GOLDEN.at("/single_path_training/never_sampled")) {
        String prefix =
            "features.%d._ops.%d.".formatted(block.get("layer").asInt(), block.get("code").asInt());
        assertThat(start.names()).anyMatch(name -> name.startsWith(prefix));
        for (HostTensor tensor : start.tensors()) {
          if (tensor.name().startsWith(prefix)) {
            assertThat(end.find(tensor.name()).orElseThrow().floats()).isEqualTo(tensor.floats());
          }
        }
      }
    }
  }

  @Test
  void strictlyFairStepsSumGradientsAndLeaveDroppedOpsAlone() {
    JsonNode golden = GOLDEN.get("strict_fairness");
    String[] left = new String[5];
    for (int layer = 0; layer < left.length; layer++) {
      left[layer] = golden.get("operations").get(layer).toString().replaceAll("[\\[\\]]", "");
      left[layer] = left[layer].replace(',', ' ');
    }
    StepRule rule = new StepRule.FairPaths(new ReferenceFairPaths(0));
    LrSchedule line = new LrSchedule.LinearToFloor(0.001, 0, 10);
    NamedTensors start = GoldenMobile.weights("init.npz");
    SgdSettings mobile = SgdSettings.mobileSupernet();
    SgdSettings settings =
        new SgdSettings(
            mobile.momentum(),
            false,
            mobile.weightDecay(),
            mobile.decayedRoles(),
            mobile.clip(),
            ZeroGradientRule.PATH_ONLY);
    try (MobileSupernet network = GoldenMobile.network(DataType.FLOAT64);
        Replica replica = new Replica(network, TinySupernet.recipe(LOSS, settings))) {
      for (JsonNode step : golden.get("steps")) {
        long number = step.get("step").asLong();
        List<SampledPath> paths =
            rule.paths(TestSpaces.withCodes(GoldenMobile.SPACE, left), number);
        assertThat(paths).isEqualTo(GoldenMobile.paths(step.get("paths")));
        HostBatch batch = GoldenMobile.batch(step.get("batch").asInt());
        double[] losses = replica.accumulate(1, batch, 0, batch.count(), paths, 1);
        for (int path = 0; path < losses.length; path++) {
          assertThat(losses[path])
              .isCloseTo(step.get("loss_per_path").get(path).asDouble(), within(1e-9));
        }
        gradients(replica, step, 1e-8);
        replica.update(line.rate(number), 1);
        replica.finish();
        for (JsonNode snapshot : golden.get("snapshots")) {
          if (snapshot.get("after_step").asLong() == number) {
            GoldenMobile.compare(snapshot, replica, 1e-9, 1e-9, 1e-9);
          }
        }
      }
      for (var dropped : golden.at("/dropped_operators/tensors").properties()) {
        assertThat(network.state().find(dropped.getKey()).orElseThrow().doubles())
            .isEqualTo(start.find(dropped.getKey()).orElseThrow().doubles());
      }
    }
  }

  /** How far values may be off: loss, norms of gradients, first values, sums, velocities. */
  private record Bounds(
      double loss, double gradient, double firstThree, double sums, double momentum) {}

  private static NamedTensors singlePathSteps(
      DataType type, int steps, SgdSettings settings, String part, Bounds bounds) {
    JsonNode losses = GOLDEN.at(part).get("losses");
    try (MobileSupernet network = GoldenMobile.network(type);
        Replica replica = new Replica(network, TinySupernet.recipe(LOSS, settings))) {
      for (int i = 0; i < steps; i++) {
        JsonNode step = GOLDEN.at("/single_path_training/steps").get(i);
        double rate = SCHEDULE.rate(i + 1);
        assertThat(rate).isCloseTo(step.get("learning_rate").asDouble(), within(1e-15));
        boolean main = losses == null;
        double loss = step(replica, step, rate, main ? bounds : null);
        double expected = main ? step.get("loss").asDouble() : losses.get(i).asDouble();
        assertThat(loss).as("loss of step %d", i + 1).isCloseTo(expected, within(bounds.loss()));
        for (JsonNode snapshot : GOLDEN.at(part).get("snapshots")) {
          if (snapshot.get("after_step").asInt() == i + 1) {
            GoldenMobile.compare(
                snapshot, replica, bounds.firstThree(), bounds.sums(), bounds.momentum());
          }
        }
      }
      return network.state();
    }
  }

  private static double step(Replica replica, JsonNode step, double rate, @Nullable Bounds bounds) {
    HostBatch batch = GoldenMobile.batch(step.get("batch").asInt());
    List<SampledPath> paths = List.of(GoldenMobile.path(step.get("path")));
    double[] losses = replica.accumulate(1, batch, 0, batch.count(), paths, 1);
    if (bounds != null) {
      gradients(replica, step, bounds.gradient());
    }
    replica.update(rate, 1);
    replica.finish();
    return losses[0];
  }

  private static void gradients(Replica replica, JsonNode step, double tolerance) {
    double[] gradients = HostCopies.doubles(replica.flatGradients());
    double l2 = Math.sqrt(Arrays.stream(gradients).map(g -> g * g).sum());
    double max = Arrays.stream(gradients).map(Math::abs).max().orElseThrow();
    double expected = step.get("gradient_l2_before_clip").asDouble();
    assertThat(l2).isCloseTo(expected, within(tolerance * expected));
    assertThat(max)
        .isCloseTo(step.get("gradient_max_abs").asDouble(), within(tolerance * expected));
    assertThat(Arrays.stream(gradients).filter(g -> Math.abs(g) > 5).count())
        .isEqualTo(step.get("entries_clipped").asLong());
  }

  private static double sum(HostBatch batch) {
    double sum = 0;
    for (float pixel : batch.pixels()) {
      sum += pixel;
    }
    return sum;
  }
}
