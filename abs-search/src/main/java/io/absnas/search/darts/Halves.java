package io.absnas.search.darts;

import io.absnas.core.data.DataPair;
import io.absnas.core.data.DecodedCache;
import io.absnas.core.data.EvaluationBatches;
import io.absnas.core.data.ImageSource;
import io.absnas.core.data.Permutation;
import io.absnas.core.data.Photos;
import io.absnas.core.data.TrainingTransform;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The training images in two parts: one trains the weights, the other the architecture.
 *
 * @param weights images for the weights
 * @param architecture images for the architecture parameters
 * @param augmentation transform of both
 * @param decoded where pictures of evaluation are kept decoded
 */
record Halves(
    ImageSource weights,
    ImageSource architecture,
    TrainingTransform augmentation,
    Optional<DecodedCache> decoded) {

  /**
   * Divides the training images of a data set; those that it holds out are not looked at. The first
   * images train the weights, as published; of pictures in files, which lie class by class, those
   * that come first in a permutation.
   *
   * @param share of the images that trains the weights, in (0, 1)
   * @param splitSeed decides the permutation, by the stream {@code halves}
   * @throws AbsException of kind USAGE if a part would be empty
   */
  static Halves of(DataPair data, double share, long splitSeed) {
    ImageSource images = data.training();
    int count = first(images.size(), share);
    if (count < 1 || count >= images.size()) {
      throw new AbsException(
          ExitCode.USAGE,
          "training.share is %s, which leaves one part of %d images empty"
              .formatted(share, images.size()));
    }
    int[] order =
        images instanceof Photos
            ? Permutation.of(images.size(), RandomStreams.of(splitSeed).stream("halves"))
            : IntStream.range(0, images.size()).toArray();
    return new Halves(
        part(images, "weights", Arrays.stream(order, 0, count)),
        part(images, "architecture", Arrays.stream(order, count, order.length)),
        data.augmentation(),
        data.decoded());
  }

  /** Images of the first part. */
  static int first(int images, double share) {
    return (int) Math.floor(share * images);
  }

  private static ImageSource part(ImageSource images, String name, IntStream positions) {
    return images.part(images.id() + "-" + name, positions.sorted().toArray());
  }

  /**
   * Makes the images of both parts ready, which takes long where pictures are decoded once;
   * otherwise they are when they are first used.
   *
   * @param evaluation of the run
   * @param epochs of its longest stage
   * @throws AbsException of kind FAILED if they cannot be kept, of kind INPUT if one cannot be read
   */
  void prepare(HalvesEvaluationConfig evaluation, int epochs) {
    new DataPair(weights, architecture, augmentation).prepareTraining();
    new DataPair(architecture, weights, augmentation).prepareTraining();
    if (!evaluation.augmented() && evaluation.epochs(epochs) > 0) {
      evaluation(evaluation.batchSize(), Optional.empty());
    }
  }

  /**
   * The images for the architecture in file order. Those as they are come from a file where they
   * are decoded once; changed ones, which differ from epoch to epoch, never do.
   *
   * @param draws of the augmentation; none for images as they are
   */
  EvaluationBatches evaluation(int batchSize, Optional<RandomStreams> draws) {
    return draws
        .map(streams -> EvaluationBatches.augmented(architecture, augmentation, streams, batchSize))
        .orElseGet(
            () ->
                new DataPair(weights, architecture, augmentation, decoded)
                    .heldOutBatches(batchSize));
  }
}
