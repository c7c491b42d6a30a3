package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.InPlace;
import io.absnas.core.tensor.Ops;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.weights.NamedTensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The moving average of a network's parameters and running statistics, on its device. Owns the
 * averages; the network must outlive it. Not safe for use by several threads.
 */
final class WeightAverage implements AutoCloseable {
  private final AverageConfig settings;
  private final NDManager manager;
  private final Map<String, NDArray> averages = new LinkedHashMap<>();
  private final List<NDArray> values;

  /**
   * An average that is the present values.
   *
   * @param present the network's arrays by state-dict name
   */
  WeightAverage(AverageConfig settings, Map<String, NDArray> present) {
    this.settings = requireNonNull(settings, "settings is null");
    this.values = List.copyOf(present.values());
    this.manager = values.get(0).getManager().newSubManager();
    present.forEach((name, value) -> averages.put(name, Ops.copyTo(value, manager)));
  }

  /**
   * Takes the network's present values in.
   *
   * @param number of the update, from 1
   */
  void update(long number) {
    double decay = settings.decay(number);
    List<NDArray> all = List.copyOf(averages.values());
    InPlace.scale(all, decay);
    InPlace.addScaled(all, values, 1 - decay);
  }

  /** Copies by state-dict name. */
  NamedTensors values() {
    return NamedTensors.of(
        averages.entrySet().stream()
            .map(entry -> HostCopies.toHost(entry.getKey(), entry.getValue()))
            .toList());
  }

  /** Goes on from copies of the same network's averages. */
  void restore(NamedTensors state) {
    averages.forEach(
        (name, average) -> HostCopies.overwrite(average, state.find(name).orElseThrow()));
  }

  int arrays() {
    return Scopes.arrays(manager);
  }

  @Override
  public void close() {
    manager.close();
  }
}
