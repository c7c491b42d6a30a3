package io.absnas.core.estimate;

/**
 * What an evaluation of children goes through.
 *
 * @param children that are measured
 * @param heldOutImages gone through twice for each child
 * @param recalibrationImages gone through once for each child
 * @param keptImages of both, in this order: recalibration, held out; they are prepared once, all
 *     others for each pass
 */
public record EvaluationWork(
    int children, int heldOutImages, int recalibrationImages, long keptImages) {
  /** Checks that nothing is negative. */
  public EvaluationWork {
    if (children < 0 || heldOutImages < 0 || recalibrationImages < 0 || keptImages < 0) {
      throw new IllegalArgumentException(
          "counts must not be negative, were %d, %d, %d and %d"
              .formatted(children, heldOutImages, recalibrationImages, keptImages));
    }
  }

  /** Images that networks see, of all children. */
  public long passedImages() {
    return children * (2L * heldOutImages + recalibrationImages);
  }

  /**
   * Images that the slowest of some replicas sees; a child belongs to one replica.
   *
   * @param replicas that share the children
   */
  public long passedImages(int replicas) {
    return children == 0 ? 0 : -Math.floorDiv(-children, replicas) * (passedImages() / children);
  }

  /** Images that are prepared, some of them again and again. */
  public long preparedImages() {
    long keptRecalibration = Math.min(recalibrationImages, keptImages);
    long keptHeldOut = Math.min(heldOutImages, keptImages - keptRecalibration);
    long again =
        children * (2 * (heldOutImages - keptHeldOut) + recalibrationImages - keptRecalibration);
    return children == 0 ? 0 : keptRecalibration + keptHeldOut + again;
  }

  /** Bytes of the images that are kept, which are no more than there are. */
  public long keptBytes(long bytesPerImage) {
    return children == 0
        ? 0
        : Math.min(keptImages, (long) recalibrationImages + heldOutImages) * bytesPerImage;
  }
}
