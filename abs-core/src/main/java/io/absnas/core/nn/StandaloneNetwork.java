package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.space.Design;

/**
 * One architecture or genotype as a network of its own, made by {@link Networks#standalone}. It
 * ignores the paths that {@link Network} takes; {@link SampledPath#WHOLE} is for it.
 *
 * <p>{@link #parameters()} includes the auxiliary head, if there is one, whose names begin with
 * {@code auxiliary_head.}; the passes of {@link Network} leave it out.
 */
public sealed interface StandaloneNetwork extends Network
    permits MobileNetwork, CellNetwork, Nb201Network {
  /** What this network is. */
  Design design();

  /**
   * A training pass with what only training has: dropout, drop path, auxiliary head.
   *
   * @param images as in {@link Network#forward(NDArray, SampledPath, ForwardMode)}
   * @param regularisation what is left out of this pass; drop path needs a network of DARTS cells
   */
  TrainingLogits forward(NDArray images, Regularisation regularisation, ForwardMode mode);
}
