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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SharedMemoryExchangeTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 7})
  void everyReplicaEndsWithTheSameWeightedMean(int replicas) {
    int[] sizes = {1, 40, 3, 200, 5};
    RandomGenerator random = RandomStreams.of(1).stream("shared-exchange", replicas);
    double[][] expected = new double[sizes.length][];
    for (int i = 0; i < sizes.length; i++) {
      expected[i] = new double[sizes[i]];
    }
    List<Double> shares = new ArrayList<>();
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      List<List<NDArray>> gradients = new ArrayList<>();
      for (int replica = 0; replica < replicas; replica++) {
        double share = (replica + 1) / 15.0;
        shares.add(share);
        List<NDArray> own = new ArrayList<>();
        for (double[] sum : expected) {
          double[] values = new double[sum.length];
          for (int j = 0; j < values.length; j++) {
            values[j] = random.nextGaussian();
            sum[j] += share * values[j];
          }
          own.add(manager.create(values));
        }
        gradients.add(own);
      }
      GradientExchange exchange = new SharedMemoryExchange(gradients, shares);
      // Within a phase the order of the replicas must not matter.
      for (int replica = replicas - 1; replica >= 0; replica--) {
        exchange.reduce(replica);
      }
      for (int replica = 0; replica < replicas; replica++) {
        exchange.gather(replica);
      }
      for (int i = 0; i < sizes.length; i++) {
        double[] first = gradients.get(0).get(i).toDoubleArray();
        assertThat(first).containsExactly(expected[i], within(1e-14));
        for (List<NDArray> other : gradients) {
          assertThat(other.get(i).toDoubleArray()).isEqualTo(first);
        }
      }
      assertThat(Scopes.arrays(manager)).isEqualTo(replicas * sizes.length);
    }
  }

  @Test
  void theCutsComeClosestToEqualParts() {
    assertThat(SharedMemoryExchange.bounds(List.of(4L, 4L, 4L, 4L), 2)).containsExactly(0, 2, 4);
    assertThat(SharedMemoryExchange.bounds(List.of(1L, 1L, 1L, 9L), 2)).containsExactly(0, 3, 4);
    assertThat(SharedMemoryExchange.bounds(List.of(9L, 1L, 1L), 3)).containsExactly(0, 0, 1, 3);
    assertThat(SharedMemoryExchange.bounds(List.of(5L), 3)).containsExactly(0, 0, 1, 1);
    assertThat(SharedMemoryExchange.bounds(List.of(), 2)).containsExactly(0, 0, 0);
  }
}
