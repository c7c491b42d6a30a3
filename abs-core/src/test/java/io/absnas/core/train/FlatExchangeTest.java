package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.Scopes;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FlatExchangeTest {
  @ParameterizedTest
  @CsvSource({"2, 10", "3, 10", "4, 1000", "4, 3", "5, 1"})
  void everyReplicaEndsWithTheSameWeightedMean(int replicas, int size) {
    RandomGenerator random = RandomStreams.of(1).stream("exchange", replicas, size);
    List<Double> shares = new ArrayList<>();
    double[] expected = new double[size];
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      List<NDArray> flat = new ArrayList<>();
      for (int replica = 0; replica < replicas; replica++) {
        double share = (replica + 1) / 15.0;
        shares.add(share);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
          values[i] = random.nextGaussian();
          expected[i] += share * values[i];
        }
        flat.add(manager.create(values));
      }
      GradientExchange exchange = new FlatExchange(flat, shares);
      // Within a phase the order of the replicas must not matter.
      for (int replica = replicas - 1; replica >= 0; replica--) {
        exchange.reduce(replica);
      }
      for (int replica = 0; replica < replicas; replica++) {
        exchange.gather(replica);
      }
      double[] first = flat.get(0).toDoubleArray();
      assertThat(first).containsExactly(expected, within(1e-14));
      for (NDArray other : flat) {
        assertThat(other.toDoubleArray()).isEqualTo(first);
      }
      assertThat(Scopes.arrays(manager)).isEqualTo(replicas);
    }
  }
}
