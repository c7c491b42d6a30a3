package io.absnas.core.flops;

import org.jspecify.annotations.Nullable;

/**
 * Section {@code flops} of a configuration, both ends inclusive; an end that is left out is open.
 *
 * @param min smallest table FLOPs
 * @param max largest table FLOPs
 */
public record FlopsLimits(@Nullable Long min, @Nullable Long max) {
  /** Checks the order. */
  public FlopsLimits {
    FlopsWindow.of(min, max);
  }

  /** The window that they make. */
  public FlopsWindow window() {
    return FlopsWindow.of(min, max);
  }
}
