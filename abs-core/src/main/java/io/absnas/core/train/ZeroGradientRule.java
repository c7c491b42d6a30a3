package io.absnas.core.train;

/** What an update does with parameters that a step gave no gradient. */
public enum ZeroGradientRule {
  /**
   * Parameters off the step's paths are left alone, and so is a parameter on a path whose gradient
   * is zero everywhere: no decay, no momentum, velocity untouched (shrinking and SPOS).
   */
  SKIP_ZERO_GRADIENT,
  /**
   * Once a parameter has been on a sampled path, every later step updates it, with gradient 0 if
   * need be, so decay and momentum go on (NAS-Bench-201, whose reference zeroes gradients in
   * place).
   */
  MISSING_IS_ZERO,
  /** All parameters on the step's paths are updated, others are left alone (strict fairness). */
  PATH_ONLY
}
