package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.USAGE;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;

/**
 * Which images make a batch.
 *
 * @param batchSize images per batch
 * @param draw with or without replacement
 * @param lastBatch for passes over all images
 */
public record BatchPlan(int batchSize, Draw draw, LastBatch lastBatch) {
  /** Checks the batch size. */
  public BatchPlan {
    requireNonNull(draw, "draw is null");
    requireNonNull(lastBatch, "lastBatch is null");
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be positive, was " + batchSize);
    }
  }

  /**
   * Batches of one pass over so many images. With replacement a pass is as many whole batches as
   * fit into the number of images, at least one.
   *
   * @throws AbsException with {@code USAGE} if shuffled passes would have no batch
   */
  public long stepsPerEpoch(int images) {
    int whole = images / batchSize;
    return switch (draw) {
      case WITH_REPLACEMENT -> Math.max(1, whole);
      case SHUFFLED, FILE_ORDER -> {
        if (lastBatch == LastBatch.KEEP && images % batchSize != 0) {
          yield whole + 1;
        }
        if (whole == 0) {
          throw new AbsException(
              USAGE,
              "batch size %d is above the %d training images: lower it, keep partial batches"
                      .formatted(batchSize, images)
                  + " (data.last-batch: keep) or draw with replacement");
        }
        yield whole;
      }
    };
  }
}
