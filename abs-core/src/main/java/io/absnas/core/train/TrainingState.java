package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.weights.NamedTensors;
import java.util.Optional;
import java.util.Set;

/**
 * All that a training run carries from one step to the next. Paths, batches and rates are functions
 * of the step number, so nothing of them is here.
 *
 * @param step steps done
 * @param weights parameters and running statistics by state-dict name
 * @param velocities velocities by the name of their parameter; absent before its first update
 * @param touched names of parameters that have been on a sampled path
 * @param lossScale factor of the loss, in half-precision training only
 * @param average moving average of the weights, where one is kept
 * @param alphas state of the optimiser of architecture parameters, where they are trained
 */
public record TrainingState(
    long step,
    NamedTensors weights,
    NamedTensors velocities,
    Set<String> touched,
    Optional<LossScale> lossScale,
    Optional<NamedTensors> average,
    Optional<NamedTensors> alphas) {
  /** A state without architecture parameters. */
  public TrainingState(
      long step,
      NamedTensors weights,
      NamedTensors velocities,
      Set<String> touched,
      Optional<LossScale> lossScale,
      Optional<NamedTensors> average) {
    this(step, weights, velocities, touched, lossScale, average, Optional.empty());
  }

  /** Copies the set. */
  public TrainingState {
    if (step < 0) {
      throw new IllegalArgumentException("step must not be negative, was " + step);
    }
    requireNonNull(weights, "weights is null");
    requireNonNull(velocities, "velocities is null");
    touched = Set.copyOf(touched);
    requireNonNull(lossScale, "lossScale is null");
    requireNonNull(average, "average is null");
    requireNonNull(alphas, "alphas is null");
  }
}
