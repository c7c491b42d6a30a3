package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.rank.Agreement;
import io.absnas.core.rank.Bootstrap;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.SpaceOverrides;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * On the real table, against values computed with SciPy. Skipped unless ABS_NB201_TABLE names the
 * table, which is no part of this project.
 */
@EnabledIfEnvironmentVariable(named = "ABS_NB201_TABLE", matches = ".+")
class RealTableTest {
  private static final Bootstrap NONE = new Bootstrap(RandomStreams.of(0), 0);

  private final BenchmarkTable table =
      BenchmarkTableReader.read(Path.of(System.getenv("ABS_NB201_TABLE")));

  private Agreement agreement(double[] predicted, BenchmarkData data) {
    return Agreement.of(predicted, table.testAccuracy(data), NONE);
  }

  private void assertTau(double[] predicted, double cifar10, double cifar100, double imagenet) {
    Map<BenchmarkData, Double> expected =
        Map.of(
            BenchmarkData.CIFAR10, cifar10,
            BenchmarkData.CIFAR100, cifar100,
            BenchmarkData.IMAGENET16_120, imagenet);
    expected.forEach(
        (data, tau) ->
            assertThat(agreement(predicted, data).tauB().orElseThrow())
                .as(data.title())
                .isCloseTo(tau, within(6e-4)));
  }

  @Test
  void baselinesHaveTheirKnownCorrelations() {
    Map<String, double[]> baselines = Baselines.all();
    assertTau(requireNonNull(baselines.get("parameters")), 0.578, 0.553, 0.520);
    assertTau(requireNonNull(baselines.get("convolutions")), 0.580, 0.594, 0.574);
    assertTau(requireNonNull(baselines.get("surviving-paths")), 0.237, 0.241, 0.291);
    assertTau(requireNonNull(baselines.get("weight-free-angle")), 0.689, 0.663, 0.641);
    Agreement parameters =
        agreement(requireNonNull(baselines.get("parameters")), BenchmarkData.CIFAR10);
    assertThat(parameters.tauB().orElseThrow()).isCloseTo(0.5778, within(5e-5));
    assertThat(parameters.tauOfPlaces().orElseThrow()).isCloseTo(0.5584, within(5e-5));
    assertThat(parameters.differentValues()).isEqualTo(28);
  }

  @Test
  void parametersAndMultiplyAddsAreThoseOfTheTable() {
    Map<String, double[]> baselines = Baselines.all();
    assertThat(table.values("cifar10_params"))
        .contains(requireNonNull(baselines.get("parameters")));
    assertThat(table.values("cifar10_macs"))
        .contains(requireNonNull(baselines.get("multiply-adds")));
  }

  @Test
  void goldenAnglesHaveTheirKnownCorrelations() throws URISyntaxException {
    SearchSpace space =
        SpaceCatalog.find("nasbench201", SpaceOverrides.parse(List.of("channels=4", "cells=1")));
    double[] angles =
        new AngleScorer(WeightSums.of(space, weights("init"), weights("trained"))).all(space);
    assertTau(angles, 0.666, 0.655, 0.621);
    Agreement found = agreement(angles, BenchmarkData.CIFAR10);
    assertThat(found.tauB().orElseThrow()).isCloseTo(0.6659, within(5e-5));
    assertThat(found.tauOfPlaces().orElseThrow()).isCloseTo(0.6634, within(5e-5));
    assertThat(found.rho().orElseThrow()).isCloseTo(0.858, within(5e-4));
    assertThat(found.differentValues()).isEqualTo(3848);
  }

  /** The published ranks, and accuracies of the 16 architectures that are left. */
  @Test
  void droppingByGoldenAnglesKeepsThePublishedRanks() throws URISyntaxException {
    SearchSpace space =
        SpaceCatalog.find("nasbench201", SpaceOverrides.parse(List.of("channels=4", "cells=1")));
    double[] angles =
        new AngleScorer(WeightSums.of(space, weights("init"), weights("trained"))).all(space);
    DropOutcome outcome =
        DropOutcome.of("angle", "", 0, OpScores.ofArchitectures(angles), 20, table);
    assertThat(outcome.keptRanks()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 10, 12);
    assertThat(outcome.left()).isEqualTo(16);
    assertAccuracies(outcome.mean(), 93.48, 70.52, 44.39);
    assertAccuracies(outcome.best(), 93.98, 71.42, 46.33);
    DropOutcome whole = DropOutcome.of("none", "", 0, OpScores.random(0), 0, table);
    assertAccuracies(whole.mean(), 87.06, 61.41, 33.59);
    assertAccuracies(whole.best(), 94.37, 73.51, 47.31);
  }

  private static void assertAccuracies(
      Map<String, Double> found, double cifar10, double cifar100, double imagenet) {
    assertThat(found.get("cifar10")).isCloseTo(cifar10, within(0.006));
    assertThat(found.get("cifar100")).isCloseTo(cifar100, within(0.006));
    assertThat(found.get("imagenet16_120")).isCloseTo(imagenet, within(0.006));
  }

  private static NamedTensors weights(String which) throws URISyntaxException {
    return WeightFiles.read(
        Path.of(
            RealTableTest.class.getResource("/golden/nb201-angle/c4n1-" + which + ".npz").toURI()));
  }
}
