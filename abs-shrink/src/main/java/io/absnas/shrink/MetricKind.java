package io.absnas.shrink;

/** What an EdgeOp is scored by, {@code scoring.metric}; what scores lowest is dropped. */
public enum MetricKind {
  /** Mean angle of children that hold it, in radians: the published score. */
  ANGLE,
  /**
   * Mean top-1 of children that hold it, each on one batch of held-out images drawn for it, with
   * the running statistics of training: the comparison of the published experiments.
   */
  ACCURACY,
  /** Softmax of trained architecture parameters, on NAS-Bench-201's spaces. */
  MAGNITUDE,
  /** A random number: what shrinking gains by chance. */
  RANDOM
}
