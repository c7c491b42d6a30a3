package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.train.TrainingState;
import io.absnas.core.weights.NamedTensors;

/**
 * All that a run carries from one step to the next: the content of a checkpoint.
 *
 * @param training step, weights, velocities
 * @param base the weights that angles are measured from
 * @param progress what has been decided
 */
public record ShrinkState(TrainingState training, NamedTensors base, ShrinkProgress progress) {
  /** Checks that all is there. */
  public ShrinkState {
    requireNonNull(training, "training is null");
    requireNonNull(base, "base is null");
    requireNonNull(progress, "progress is null");
  }
}
