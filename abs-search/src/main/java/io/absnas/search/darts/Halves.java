package io.absnas.search.darts;

import io.absnas.core.data.DataPair;
import io.absnas.core.data.EvaluationBatches;
import io.absnas.core.data.ImageSubset;
import io.absnas.core.data.PixelImages;
import io.absnas.core.data.TrainingTransform;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The training images in two parts: the first train the weights, the others the architecture.
 *
 * @param weights images for the weights
 * @param architecture images for the architecture parameters
 * @param augmentation transform of both
 */
record Halves(PixelImages weights, PixelImages architecture, TrainingTransform augmentation) {

  /**
   * Divides the training images of a data set; those that it holds out are not looked at.
   *
   * @throws AbsException of kind USAGE if a part would be empty, or for images that are in files
   */
  static Halves of(DataPair data, double share) {
    if (!(data.training() instanceof PixelImages images)) {
      throw new AbsException(
          ExitCode.USAGE,
          "data.source is folder, must be a data set of small images: darts and pdarts search on"
              + " those");
    }
    int count = first(images.size(), share);
    if (count < 1 || count >= images.size()) {
      throw new AbsException(
          ExitCode.USAGE,
          "training.share is %s, which leaves one part of %d images empty"
              .formatted(share, images.size()));
    }
    return new Halves(
        part(images, "weights", 0, count),
        part(images, "architecture", count, images.size()),
        data.augmentation());
  }

  /** Images of the first part. */
  static int first(int images, double share) {
    return (int) Math.floor(share * images);
  }

  private static ImageSubset part(PixelImages images, String name, int from, int to) {
    return new ImageSubset(images.id() + "-" + name, images, IntStream.range(from, to).toArray());
  }

  /**
   * The images for the architecture in file order.
   *
   * @param draws of the augmentation; none for images as they are
   */
  EvaluationBatches evaluation(int batchSize, Optional<RandomStreams> draws) {
    return draws
        .map(streams -> EvaluationBatches.augmented(architecture, augmentation, streams, batchSize))
        .orElseGet(
            () -> EvaluationBatches.inFileOrder(architecture, augmentation.transform(), batchSize));
  }
}
