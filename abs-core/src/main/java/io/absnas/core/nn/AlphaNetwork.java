package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A network whose passes run weighted sums of candidate ops, with weights that follow from
 * architecture parameters. These are leaves, saved with the weights, but not among {@link
 * #parameters()}.
 */
public interface AlphaNetwork extends Network {
  /** The architecture parameters, in state-dict order. */
  List<Param> architectureParameters();

  /**
   * Logits of a training pass.
   *
   * @param dropout what identities lose at random
   */
  NDArray forward(NDArray images, IdentityDropout dropout, ForwardMode mode);
}
