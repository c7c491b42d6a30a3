package io.absnas.core.train;

/**
 * Factor of the loss in half-precision training, so that small gradients do not become zero;
 * gradients are divided by it before they are clipped. It follows the rule of PyTorch's {@code
 * torch.amp.GradScaler} (2.7): halved when a gradient overflows, whose update is left out, and
 * doubled after 2,000 updates in a row.
 *
 * @param factor what the loss is multiplied by
 * @param updates updates since the factor last changed
 * @param skipped updates left out over the whole run
 */
public record LossScale(double factor, int updates, long skipped) {
  /** GradScaler's {@code init_scale} of 65536, without a step behind it. */
  public static final LossScale START = new LossScale(65536, 0, 0);

  /** GradScaler's {@code growth_factor}; its {@code backoff_factor} is the inverse. */
  private static final double GROWTH = 2;

  /** GradScaler's {@code growth_interval}. */
  private static final int GROWTH_INTERVAL = 2000;

  /** A loss that overflows below this is too large for half precision even without scaling. */
  private static final double LEAST = 1;

  /** Checks the numbers. */
  public LossScale {
    if (!(factor > 0) || !(factor <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("factor must be a positive float, was " + factor);
    }
    if (updates < 0 || updates >= GROWTH_INTERVAL || skipped < 0) {
      throw new IllegalArgumentException(
          "%d updates since the last change and %d skipped are not possible"
              .formatted(updates, skipped));
    }
  }

  /** After an update. */
  LossScale updated() {
    if (updates + 1 < GROWTH_INTERVAL) {
      return new LossScale(factor, updates + 1, skipped);
    }
    double grown = factor * GROWTH;
    return new LossScale(grown <= Float.MAX_VALUE ? grown : factor, 0, skipped);
  }

  /** After a step whose gradients were not finite and whose update was left out. */
  LossScale overflowed() {
    return new LossScale(factor / GROWTH, 0, skipped + 1);
  }

  /** Whether scaling cannot be what makes the gradients overflow. */
  boolean exhausted() {
    return factor < LEAST;
  }
}
