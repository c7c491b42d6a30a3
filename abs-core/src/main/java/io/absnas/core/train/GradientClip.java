package io.absnas.core.train;

/** How gradients are limited before an update, after they are averaged over replicas. */
public sealed interface GradientClip {
  /** No limit. */
  enum None implements GradientClip {
    /** The only value. */
    NONE
  }

  /**
   * Every entry is clamped to [-limit, limit]; the supernets use 5.
   *
   * @param limit positive
   */
  record ByValue(double limit) implements GradientClip {
    /** Checks the limit. */
    public ByValue {
      requirePositive(limit);
    }
  }

  /**
   * All gradients together are scaled by limit / (norm + 1e-6) if their joint L2 norm is larger;
   * stand-alone networks use 5.
   *
   * @param limit positive
   */
  record ByNorm(double limit) implements GradientClip {
    /** Checks the limit. */
    public ByNorm {
      requirePositive(limit);
    }
  }

  private static void requirePositive(double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException("gradient limit must be positive, was " + limit);
    }
  }
}
