package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;

/**
 * Distribution of architecture parameters before training.
 *
 * @param kind its shape
 * @param ratio deviation of the normal distribution, bound of the uniform one
 */
public record AlphaStart(Kind kind, double ratio) {
  /** As published. */
  public static final AlphaStart PUBLISHED = new AlphaStart(Kind.NORMAL, 1e-3);

  /** Shapes. */
  public enum Kind {
    /** Normal with mean 0. */
    NORMAL,
    /** Uniform around 0. */
    UNIFORM
  }

  /** Checks the number. */
  public AlphaStart {
    requireNonNull(kind, "kind is null");
    if (!(ratio >= 0) || ratio > Double.MAX_VALUE) {
      throw new IllegalArgumentException("ratio is " + ratio + ", must be at least 0");
    }
  }

  double value(RandomGenerator random) {
    return switch (kind) {
      case NORMAL -> ratio * random.nextGaussian();
      case UNIFORM -> ratio * (2 * random.nextDouble() - 1);
    };
  }
}
