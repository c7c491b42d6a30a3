package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.MixedPrecision;
import io.absnas.core.tensor.Ops;

/**
 * The factors of drop path for one pass, handed out edge by edge in the order in which the pass
 * runs them. Owns them.
 */
final class DropPathMasks implements AutoCloseable {
  private final NDArray masks; // (edges images, 1, 1, 1)
  private final long images;
  private long next;

  DropPathMasks(NDArray masks, int images) {
    this.masks = masks;
    this.images = images;
  }

  /** What the next edge gave, multiplied by its factors; closes {@code output}. */
  NDArray dropped(NDArray output, MixedPrecision precision) {
    long from = next;
    next += images;
    try (output;
        NDArray mask = Ops.slice(masks, 0, from, next)) {
      return Ops.multiply(output, mask, precision);
    }
  }

  @Override
  public void close() {
    masks.close();
  }
}
