package io.absnas.core.train;

import io.absnas.core.data.HostBatch;
import io.absnas.core.weights.NamedTensors;

/** What trains the architecture parameters of all replicas. */
interface AlphaUpdate {
  /** The one that a recipe asks for. */
  static AlphaUpdate of(Replicas replicas, AlphaRecipe recipe) {
    return recipe instanceof GateRecipe gates
        ? new GateStep(replicas, gates)
        : new AlphaStep(replicas, (MixtureRecipe) recipe);
  }

  /**
   * Moves the architecture parameters of all replicas.
   *
   * @param number of the step
   * @param training images of the step of the weights
   * @param held images of the updates, a batch for each, taken as each begins
   * @param rate learning rate of the weights
   * @return loss on the held images before each update, mean over the updates
   */
  double run(long number, HostBatch training, HeldBatches held, double rate);

  /** State of the optimiser. */
  NamedTensors state();

  /** Goes on from such a state. */
  void restore(NamedTensors state);
}
