package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.flops.WindowCounts;
import io.absnas.core.flops.WindowDraw;
import io.absnas.core.space.EdgeOp;

/**
 * A uniform child among those through an op whose table FLOPs lie in a window. An op without such a
 * child has nothing to draw from.
 */
public final class WindowSampler implements ChildSampler {
  private final WindowCounts counts;

  /** A sampler of the window that was counted. */
  public WindowSampler(WindowCounts counts) {
    this.counts = requireNonNull(counts, "counts is null");
  }

  @Override
  public Through through(EdgeOp edgeOp) {
    WindowDraw draw = WindowDraw.through(counts, edgeOp);
    return draws -> draw.next(draws::fraction);
  }
}
