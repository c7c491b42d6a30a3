package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.Param;
import java.util.EnumSet;
import java.util.Set;

/**
 * Stochastic gradient descent as PyTorch defines it.
 *
 * @param momentum share of the old velocity, at least 0 and below 1
 * @param nesterov whether the step looks ahead along the velocity; needs momentum
 * @param weightDecay added to the gradient as {@code weightDecay * w}
 * @param decayedRoles which parameters decay
 * @param clip limit of the gradients
 * @param zeroGradientRule what becomes of parameters without a gradient
 */
public record SgdSettings(
    double momentum,
    boolean nesterov,
    double weightDecay,
    Set<Param.Role> decayedRoles,
    GradientClip clip,
    ZeroGradientRule zeroGradientRule) {
  /** Convolutions and classifier, not batch norms: the supernets of the MobileNet-like spaces. */
  public static final Set<Param.Role> ALL_BUT_BATCH_NORM =
      Set.of(Param.Role.CONVOLUTION, Param.Role.CLASSIFIER_WEIGHT, Param.Role.CLASSIFIER_BIAS);

  /** Every weight: NAS-Bench-201, DARTS. */
  public static final Set<Param.Role> ALL =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(Param.Role.ARCHITECTURE)));

  /** Checks the numbers. */
  public SgdSettings {
    if (!(momentum >= 0) || !(momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum must be at least 0 and below 1, was " + momentum);
    }
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("Nesterov needs momentum above 0");
    }
    if (!(weightDecay >= 0) || weightDecay > Double.MAX_VALUE) {
      throw new IllegalArgumentException("weight decay must be at least 0, was " + weightDecay);
    }
    decayedRoles = Set.copyOf(decayedRoles);
    requireNonNull(clip, "clip is null");
    requireNonNull(zeroGradientRule, "zeroGradientRule is null");
  }

  /** Momentum 0.9, decay 4e-5 on all but batch norms, entries clamped to 5, zero gradients skip. */
  public static SgdSettings mobileSupernet() {
    return new SgdSettings(
        0.9,
        false,
        4e-5,
        ALL_BUT_BATCH_NORM,
        new GradientClip.ByValue(5),
        ZeroGradientRule.SKIP_ZERO_GRADIENT);
  }

  /** Nesterov momentum 0.9, decay 5e-4 on everything, no clipping, missing gradients are zero. */
  public static SgdSettings nasBench201() {
    return new SgdSettings(
        0.9, true, 5e-4, ALL, GradientClip.None.NONE, ZeroGradientRule.MISSING_IS_ZERO);
  }

  /** Weight decay of a parameter of this role. */
  double decay(Param.Role role) {
    return decayedRoles.contains(role) ? weightDecay : 0;
  }
}
