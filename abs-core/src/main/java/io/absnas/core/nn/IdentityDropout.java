package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.Ops;

/**
 * Dropout on the identities of mixed edges (P-DARTS, arXiv 1904.12760): every value is zero with
 * the probability and else multiplied by 1 / (1 - probability). An image's draws are a function of
 * seed, step, edge and its position in the step's batch, computed on its device, so they do not
 * depend on the number of replicas and a resumed run repeats them.
 *
 * @param probability at least 0 and below 1
 * @param streams stream {@code identity-dropout} of step and edge
 * @param step number of the step
 * @param firstImage position of the pass's first image in the batch of the step
 */
public record IdentityDropout(
    double probability, RandomStreams streams, long step, int firstImage) {
  /** No dropout. */
  public static final IdentityDropout NONE = new IdentityDropout(0, RandomStreams.of(0), 0, 0);

  /** Checks the numbers. */
  public IdentityDropout {
    requireNonNull(streams, "streams is null");
    if (!(probability >= 0) || !(probability < 1)) {
      throw new IllegalArgumentException(
          "probability must be at least 0 and below 1, was " + probability);
    }
    if (firstImage < 0) {
      throw new IllegalArgumentException("firstImage must not be negative, was " + firstImage);
    }
  }

  /**
   * The maps of an identity; closes its input where it makes new ones.
   *
   * @param x (N, C, H, W)
   * @param edge number of the edge among those of all cells
   */
  NDArray dropped(NDArray x, int edge, ForwardMode mode) {
    if (probability == 0 || !mode.batchNorm().batchStatistics()) {
      return x;
    }
    long key = streams.stream("identity-dropout", step, edge).nextLong();
    try (NDArray input = x;
        NDArray mask = Ops.keepMask(x, key, firstImage, 1 - probability)) {
      return Ops.multiply(input, mask);
    }
  }
}
