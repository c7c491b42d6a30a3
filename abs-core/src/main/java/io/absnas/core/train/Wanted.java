package io.absnas.core.train;

/** What a pass collects gradients of; everything else is a constant to it. */
enum Wanted {
  /** The weights on the paths. */
  WEIGHTS,
  /** The architecture parameters. */
  ALPHAS,
  /** Both. */
  BOTH
}
