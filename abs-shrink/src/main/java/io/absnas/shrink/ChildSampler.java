package io.absnas.shrink;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.SearchSpace;

/** Draws children that hold a given op, for scoring. */
public sealed interface ChildSampler
    permits IdentityCountSampler, UniformChildSampler, WindowSampler {

  /**
   * A random child through {@code edgeOp}: one position in {@link SearchSpace#operations()} per
   * choice. The array is the caller's.
   */
  int[] sample(EdgeOp edgeOp, Draws draws);

  /**
   * The published sampler for a space: identities by count where layers can be left out, otherwise
   * uniform per choice.
   */
  static ChildSampler of(SearchSpace space) {
    return space.operations().contains(Identity.LAYER)
        ? new IdentityCountSampler(space)
        : new UniformChildSampler(space);
  }
}
