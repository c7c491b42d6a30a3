package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A supernet of mixed edges whose architecture parameters learn from the gates of the candidates.
 * There is one array of architecture parameters for each choice of the space, with an entry for
 * each op that is left there.
 */
public interface GatedNetwork extends AlphaNetwork {
  /** How gradients of gates come about. */
  enum Gradients {
    /** The gates are leaves; outputs of all open candidates are kept for the backward pass. */
    IN_GRAPH,
    /** One path is kept; outputs of the other open candidates are computed in the backward pass. */
    RECOMPUTED
  }

  /**
   * A pass over the active candidates.
   *
   * @param images (N, C, H, W); everything of the pass belongs to their manager
   * @param gates one for each choice
   * @param mode what batch norms do; in the type of the weights
   */
  GatedPass forward(NDArray images, List<EdgeGates> gates, Gradients gradients, ForwardMode mode);
}
