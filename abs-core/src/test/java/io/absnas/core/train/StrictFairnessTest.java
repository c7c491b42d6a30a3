package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.nn.Param;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.HostCopies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One step of strictly fair paths on a network. */
class StrictFairnessTest {
  private static final SgdSettings SETTINGS =
      new SgdSettings(
          0.9,
          false,
          4e-5,
          SgdSettings.ALL_BUT_BATCH_NORM,
          new GradientClip.ByValue(5),
          ZeroGradientRule.PATH_ONLY);

  /** Three ops at every choice: identity is left out. */
  private static SearchSpace space() {
    List<List<CandidateOp>> choices = new ArrayList<>();
    for (int choice = 0; choice < TinySupernet.SPACE.choices().size(); choice++) {
      choices.add(TinySupernet.SPACE.ops(choice).subList(0, 3));
    }
    return TinySupernet.SPACE.withChoices(choices);
  }

  private static Map<String, double[]> gradients(
      Replica replica, HostBatch batch, List<SampledPath> paths) {
    replica.accumulate(1, batch, 0, batch.count(), paths, 1);
    double[] flat = HostCopies.doubles(replica.flatGradients());
    Map<String, double[]> byName = new LinkedHashMap<>();
    int from = 0;
    StepRule rule = new StepRule.FairPaths(new StrictlyFairPaths(RandomStreams.of(4)));
    for (Param param : rule.parameters(replica.network(), paths)) {
      int to = from + Math.toIntExact(param.value().getShape().size());
      byName.put(param.name(), Arrays.copyOfRange(flat, from, to));
      from = to;
    }
    assertThat(from).isEqualTo(flat.length);
    replica.finish();
    return byName;
  }

  @Test
  void theGradientOfAStepIsTheSumOfSeparatePasses() {
    HostBatch batch = SyntheticImages.batch(5, 24);
    List<SampledPath> paths = new StrictlyFairPaths(RandomStreams.of(4)).paths(space(), 1);
    assertThat(paths).hasSize(3);
    TrainingRecipe recipe = TinySupernet.recipe(new SmoothedCrossEntropy(0.1), SETTINGS);
    try (MobileSupernet network = TinySupernet.network(DataType.FLOAT64, 1);
        Replica replica = new Replica(network, recipe)) {
      Map<String, double[]> together = gradients(replica, batch, paths);
      Map<String, double[]> sums = new LinkedHashMap<>();
      for (SampledPath path : paths) {
        gradients(replica, batch, List.of(path))
            .forEach((name, values) -> sums.merge(name, values, StrictFairnessTest::plus));
      }
      assertThat(sums.keySet()).containsExactlyInAnyOrderElementsOf(together.keySet());
      double largest =
          sums.values().stream().flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
      assertThat(largest).isGreaterThan(1e-3);
      sums.forEach(
          (name, sum) ->
              assertThat(relative(together.getOrDefault(name, new double[0]), sum, largest))
                  .as(name)
                  .isLessThan(1e-6));
    }
  }

  private static double[] plus(double[] one, double[] other) {
    double[] sum = one.clone();
    Arrays.setAll(sum, i -> one[i] + other[i]);
    return sum;
  }

  /**
   * max|a - b| / max|b|; a tensor without gradients worth the name is compared on the whole's
   * scale.
   */
  private static double relative(double[] found, double[] expected, double largest) {
    assertThat(found).hasSameSizeAs(expected);
    double difference = 0;
    double scale = 1e-9 * largest;
    for (int i = 0; i < expected.length; i++) {
      difference = Math.max(difference, Math.abs(found[i] - expected[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    return difference / scale;
  }
}
