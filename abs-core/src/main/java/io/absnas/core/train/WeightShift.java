package io.absnas.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.nn.AlphaNetwork;
import io.absnas.core.nn.Param;
import io.absnas.core.tensor.InPlace;
import io.absnas.core.tensor.Ops;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The weights of one replica away from where they are, and back to the bit. Holds copies of weights
 * and running statistics, and a direction, until it is closed.
 */
final class WeightShift implements AutoCloseable {
  private final NDManager manager;
  private final List<NDArray> values = new ArrayList<>();
  private final List<NDArray> before = new ArrayList<>();
  private final List<NDArray> statistics = new ArrayList<>();
  private final List<NDArray> statisticsBefore = new ArrayList<>();
  private List<NDArray> direction = List.of();

  /**
   * Remembers weights and running statistics as they are now.
   *
   * @param parameters those that will be moved
   */
  WeightShift(AlphaNetwork network, List<Param> parameters) {
    this.manager = parameters.get(0).value().getManager().newSubManager();
    for (Param param : parameters) {
      values.add(param.value());
      before.add(Ops.copyTo(param.value(), manager));
    }
    Set<String> trained = new HashSet<>();
    network.parameters().forEach(param -> trained.add(param.name()));
    network.architectureParameters().forEach(param -> trained.add(param.name()));
    for (Map.Entry<String, NDArray> entry : network.values().entrySet()) {
      if (!trained.contains(entry.getKey())) {
        statistics.add(entry.getValue());
        statisticsBefore.add(Ops.copyTo(entry.getValue(), manager));
      }
    }
  }

  /** The step that the optimiser would take: w - rate (momentum v + gradient + decay w). */
  void unroll(List<Param> parameters, List<NDArray> gradients, Sgd optimiser, double rate) {
    List<NDArray> moving = new ArrayList<>();
    List<NDArray> velocities = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      NDArray value = values.get(i);
      InPlace.scale(value, 1 - rate * optimiser.settings().decay(parameters.get(i).role()));
      optimiser
          .velocity(parameters.get(i))
          .ifPresent(
              velocity -> {
                moving.add(value);
                velocities.add(velocity);
              });
    }
    InPlace.addScaled(values, gradients, -rate);
    if (!moving.isEmpty()) {
      InPlace.addScaled(moving, velocities, -rate * optimiser.settings().momentum());
    }
  }

  /** Keeps arrays of a step beyond its end: where {@link #move} goes. */
  void keepDirection(List<NDArray> gradients) {
    direction = List.copyOf(gradients);
    direction.forEach(gradient -> gradient.attach(manager));
  }

  /** Squared norm of the direction. */
  double square() {
    return Norms.square(direction);
  }

  /** Weights = remembered weights + factor direction. */
  void move(double factor) {
    restoreWeights();
    InPlace.addScaled(values, direction, factor);
  }

  /** Weights as they were. */
  void restoreWeights() {
    InPlace.copy(values, before);
  }

  /** Running statistics as they were. */
  void restoreStatistics() {
    if (!statistics.isEmpty()) {
      InPlace.copy(statistics, statisticsBefore);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
