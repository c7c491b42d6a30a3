package io.absnas.core.train;

/** How the paths of a step are sampled. */
public enum PathKind {
  /** One path a step, uniform per choice. */
  UNIFORM,
  /** As many paths a step as a choice has ops, each op once; gradients summed. */
  STRICTLY_FAIR,
  /** One path a step in which every NAS-Bench-201 cell samples itself. */
  INDEPENDENT_CELLS
}
