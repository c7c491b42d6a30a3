package io.absnas.core.train;

/** How architecture parameters are trained, and when. */
public sealed interface AlphaRecipe permits GateRecipe, MixtureRecipe {
  /** Settings of their optimiser. */
  AdamSettings optimiser();

  /** Updates of architecture parameters at a step, each on a batch of its own. */
  int updates(long step);

  /** All updates until a step is done. */
  long updatesUntil(long step);

  /** Whether they come before the update of the weights, or after it. */
  boolean beforeWeights();
}
