package io.absnas.shrink;

import io.absnas.core.run.Draws;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.TwoPredecessors;

/** Draws children that hold a given op, for scoring. Immutable. */
public sealed interface ChildSampler
    permits IdentityCountSampler, TwoPredecessorSampler, UniformChildSampler, WindowSampler {

  /** Random children through one EdgeOp; immutable, so any number of threads may draw. */
  @FunctionalInterface
  interface Through {
    /**
     * The next child: one position in {@link SearchSpace#operations()} per choice. The array is the
     * caller's.
     */
    int[] next(Draws draws);
  }

  /** Children through {@code edgeOp}. */
  Through through(EdgeOp edgeOp);

  /**
   * The published sampler for a space: two predecessors per node for DARTS cells, identities by
   * count where layers can be left out, otherwise uniform per choice.
   */
  static ChildSampler of(SearchSpace space) {
    if (TwoPredecessors.binds(space)) {
      return new TwoPredecessorSampler(space);
    }
    return space.operations().contains(Identity.LAYER)
        ? new IdentityCountSampler(space)
        : new UniformChildSampler(space);
  }
}
