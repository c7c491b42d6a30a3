package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.Param;
import java.util.Optional;
import java.util.Set;

/**
 * Section {@code training.sgd} of a configuration.
 *
 * @param momentum share of the old velocity, at least 0 and below 1
 * @param nesterov whether the step looks ahead along the velocity
 * @param weightDecay factor of the weight in the gradient
 * @param decay which parameters decay
 * @param clipValue largest absolute value of a gradient entry; none if absent
 * @param clipNorm largest joint L2 norm of all gradients; none if absent; not with clip-value
 * @param zeroGradients what becomes of parameters without a gradient
 */
public record SgdConfig(
    double momentum,
    boolean nesterov,
    double weightDecay,
    Decay decay,
    Optional<Double> clipValue,
    Optional<Double> clipNorm,
    ZeroGradientRule zeroGradients) {
  /** Sets of parameters that decay. */
  public enum Decay {
    /** Every parameter, batch norms and biases included: NAS-Bench-201. */
    ALL,
    /** Convolutions, weight and bias of the classifier: supernets of the MobileNet-like spaces. */
    ALL_BUT_BATCH_NORM,
    /** Convolutions only: their stand-alone networks. */
    CONVOLUTIONS
  }

  /** Checks the numbers. */
  public SgdConfig {
    requireNonNull(decay, "decay is null");
    requireNonNull(clipValue, "clipValue is null");
    requireNonNull(clipNorm, "clipNorm is null");
    requireNonNull(zeroGradients, "zeroGradients is null");
    if (!(momentum >= 0) || !(momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum is " + momentum + ", must be at least 0 and below 1");
    }
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov needs momentum above 0");
    }
    if (!(weightDecay >= 0) || weightDecay > Double.MAX_VALUE) {
      throw new IllegalArgumentException("weightDecay is " + weightDecay + ", must be at least 0");
    }
    if (clipValue.isPresent() && clipNorm.isPresent()) {
      throw new IllegalArgumentException("clip-norm and clip-value exclude each other");
    }
    if (!(clipValue.orElse(1.0) > 0)) {
      throw new IllegalArgumentException("clipValue is " + clipValue.get() + ", must be above 0");
    }
    if (!(clipNorm.orElse(1.0) > 0)) {
      throw new IllegalArgumentException("clipNorm is " + clipNorm.get() + ", must be above 0");
    }
  }

  /** The settings of the update. */
  public SgdSettings settings() {
    Set<Param.Role> roles =
        switch (decay) {
          case ALL -> SgdSettings.ALL;
          case ALL_BUT_BATCH_NORM -> SgdSettings.ALL_BUT_BATCH_NORM;
          case CONVOLUTIONS -> Set.of(Param.Role.CONVOLUTION);
        };
    GradientClip clip = GradientClip.None.NONE;
    if (clipValue.isPresent()) {
      clip = new GradientClip.ByValue(clipValue.get());
    } else if (clipNorm.isPresent()) {
      clip = new GradientClip.ByNorm(clipNorm.get());
    }
    return new SgdSettings(momentum, nesterov, weightDecay, roles, clip, zeroGradients);
  }
}
