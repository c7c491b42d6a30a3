package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;

/**
 * A network whose passes run weighted sums of candidate ops, with weights that follow from
 * architecture parameters, which are leaves of the pass.
 */
public interface MixtureNetwork extends AlphaNetwork {
  /**
   * Logits of a training pass.
   *
   * @param dropout what identities lose at random
   */
  NDArray forward(NDArray images, IdentityDropout dropout, ForwardMode mode);
}
