package io.absnas.search.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.space.Architecture;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.search.TestSpaces;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyMeasurementTest {
  private static final double ROUNDING = 1e-9;

  private final LayeredSpace space = TestSpaces.medium();

  private LatencyTable measured(int networks, long seed) {
    LatencySettings settings = new LatencySettings(2, 1, 3, networks, seed);
    return new LatencyMeasurement(space, settings).run(ComputeDevice.CPU, "cpu");
  }

  @Test
  void everyOpThatComputesTakesTimeAndANetworkTheSumOfItsParts() {
    LatencyTable table = measured(4, 1);
    assertThat(table.problem(space)).isEmpty();
    assertThat(table.fixed()).isPositive().isFinite();
    for (int choice = 0; choice < table.choices().size(); choice++) {
      Map<String, Double> ops = table.choices().get(choice);
      ops.forEach(
          (op, time) -> {
            if (op.equals("identity")) {
              assertThat(time).isZero();
            } else {
              assertThat(time).as(op).isPositive().isFinite();
            }
          });
    }
    List<LatencyTable.Network> networks = table.check().orElseThrow().networks();
    assertThat(networks).hasSize(4);
    for (LatencyTable.Network network : networks) {
      Architecture architecture = space.parse(network.architecture());
      double sum = table.fixed();
      for (int choice = 0; choice < table.choices().size(); choice++) {
        String op = architecture.ops().get(choice).id();
        sum += table.choices().get(choice).getOrDefault(op, Double.NaN);
      }
      assertThat(network.predicted()).isCloseTo(sum, within(ROUNDING));
      assertThat(network.measured()).isPositive().isFinite();
    }
  }

  @Test
  void theSeedDecidesWhichNetworksAreMeasured() {
    assertThat(names(measured(3, 1))).isEqualTo(names(measured(3, 1)));
    assertThat(names(measured(3, 1))).isNotEqualTo(names(measured(3, 2)));
  }

  private static List<String> names(LatencyTable table) {
    return table.check().orElseThrow().networks().stream()
        .map(LatencyTable.Network::architecture)
        .toList();
  }
}
