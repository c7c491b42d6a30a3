package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

/**
 * How the architecture parameters of a mixture are trained: before or after every step of the
 * weights, on other images.
 *
 * @param optimiser settings of their update
 * @param order whether the step that weights would take is looked through
 * @param clip limit of their gradients, by value never
 * @param weightSteps steps at the beginning that train the weights alone
 * @param radius of finite differences along the gradient g of the weights, a step being radius /
 *     |g|; 0.01 as published; second order only
 * @param beforeWeights whether they move before the weights of a step do
 */
public record MixtureRecipe(
    AdamSettings optimiser,
    Order order,
    GradientClip clip,
    long weightSteps,
    double radius,
    boolean beforeWeights)
    implements AlphaRecipe {
  /** As published for DARTS and used by P-DARTS, which has no second order. */
  public static final double PUBLISHED_RADIUS = 0.01;

  /** Approximations of the gradient of the validation loss (DARTS, arXiv 1806.09055). */
  public enum Order {
    /** The weights are taken as they are. */
    FIRST,
    /** Through one step of the weights, its second derivative by finite differences. */
    SECOND
  }

  /** Before the weights of every step, as DARTS and P-DARTS train them. */
  public MixtureRecipe(
      AdamSettings optimiser, Order order, GradientClip clip, long weightSteps, double radius) {
    this(optimiser, order, clip, weightSteps, radius, true);
  }

  /**
   * After the weights of every step, in first order and without clipping, as NAS-Bench-201's
   * baseline trains them.
   */
  public static MixtureRecipe afterWeights(AdamSettings optimiser) {
    return new MixtureRecipe(
        optimiser, Order.FIRST, GradientClip.None.NONE, 0, PUBLISHED_RADIUS, false);
  }

  /** Checks the numbers. */
  public MixtureRecipe {
    requireNonNull(optimiser, "optimiser is null");
    requireNonNull(order, "order is null");
    requireNonNull(clip, "clip is null");
    if (clip instanceof GradientClip.ByValue) {
      throw new IllegalArgumentException("architecture parameters are clipped by norm or not");
    }
    if (weightSteps < 0) {
      throw new IllegalArgumentException("weightSteps must not be negative, was " + weightSteps);
    }
    if (!(radius > 0) || radius > Double.MAX_VALUE) {
      throw new IllegalArgumentException("radius must be positive, was " + radius);
    }
  }

  @Override
  public int updates(long step) {
    return step > weightSteps ? 1 : 0;
  }

  @Override
  public long updatesUntil(long step) {
    return Math.max(0, step - weightSteps);
  }
}
