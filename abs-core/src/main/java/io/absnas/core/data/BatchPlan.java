package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.USAGE;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import java.util.Optional;

/**
 * Which images make a batch, and how many batches an epoch.
 *
 * @param batchSize images per batch
 * @param draw with or without replacement
 * @param lastBatch for passes over all images
 * @param epochSteps steps of an epoch; those of one pass if absent. Passes follow one another
 *     whatever an epoch is
 */
public record BatchPlan(
    int batchSize, Draw draw, LastBatch lastBatch, Optional<Integer> epochSteps) {
  /** Checks the batch size and the steps. */
  public BatchPlan {
    requireNonNull(draw, "draw is null");
    requireNonNull(lastBatch, "lastBatch is null");
    requireNonNull(epochSteps, "epochSteps is null");
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be positive, was " + batchSize);
    }
    if (epochSteps.isPresent() && epochSteps.get() < 1) {
      throw new IllegalArgumentException("epochSteps must be positive, was " + epochSteps.get());
    }
  }

  /** A plan whose epochs are passes. */
  public BatchPlan(int batchSize, Draw draw, LastBatch lastBatch) {
    this(batchSize, draw, lastBatch, Optional.empty());
  }

  /**
   * Steps of one epoch over so many images.
   *
   * @throws AbsException with {@code USAGE} if shuffled passes would have no batch
   */
  public long stepsPerEpoch(int images) {
    long pass = stepsPerPass(images);
    return epochSteps.map(Integer::longValue).orElse(pass);
  }

  /**
   * Batches of one pass over so many images. With replacement a pass is as many whole batches as
   * fit into the number of images, at least one.
   *
   * @throws AbsException with {@code USAGE} if shuffled passes would have no batch
   */
  long stepsPerPass(int images) {
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
