package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.RandomStreams;
import java.util.List;
import java.util.Optional;

/**
 * What a run trains on and what it evaluates on.
 *
 * @param training images to train on
 * @param heldOut images to evaluate on, none of them in {@code training}
 * @param augmentation transform of training images; its {@link TrainingTransform#transform} is that
 *     of evaluation
 * @param decoded where pictures of evaluation and recalibration are kept decoded
 */
public record DataPair(
    ImageSource training,
    ImageSource heldOut,
    TrainingTransform augmentation,
    Optional<DecodedCache> decoded) {
  /** Checks that both parts fit the network's input and have the same classes. */
  public DataPair {
    requireNonNull(training, "training is null");
    requireNonNull(heldOut, "heldOut is null");
    requireNonNull(decoded, "decoded is null");
    augmentation.transform().requireFits(training);
    augmentation.transform().requireFits(heldOut);
    if (training.classes() != heldOut.classes()) {
      throw new IllegalArgumentException(
          "%s has %d classes, %s has %d"
              .formatted(training.id(), training.classes(), heldOut.id(), heldOut.classes()));
    }
  }

  /** Images of which nothing is kept decoded. */
  public DataPair(ImageSource training, ImageSource heldOut, TrainingTransform augmentation) {
    this(training, heldOut, augmentation, Optional.empty());
  }

  /** What decodes files of pictures; absent for images that are at hand. */
  public Optional<String> decoder() {
    return training instanceof Photos photos ? Optional.of(photos.decoder()) : Optional.empty();
  }

  /**
   * Makes the training images ready, which takes long where they are decoded once; otherwise they
   * are when they are first used.
   *
   * @throws io.absnas.core.run.AbsException with {@code FAILED} if they cannot be kept, with {@code
   *     INPUT} if one cannot be read
   */
  public void prepareTraining() {
    if (training instanceof DecodedPictures pictures) {
      pictures.file();
    }
  }

  /**
   * The held-out images, as {@link EvaluationBatches#inFileOrder}. Where they are decoded once,
   * that is done now.
   */
  public EvaluationBatches heldOutBatches(int batchSize) {
    return decodedOnce(EvaluationBatches.inFileOrder(heldOut, augmentation.transform(), batchSize));
  }

  /**
   * The held-out images, as {@link EvaluationBatches#shuffled}, so that each batch has images of
   * many classes: folders are sorted by class. Where they are decoded once, that is done now.
   */
  public EvaluationBatches shuffledHeldOutBatches(RandomStreams streams, int batchSize) {
    return decodedOnce(
        EvaluationBatches.shuffled(heldOut, augmentation.transform(), streams, batchSize));
  }

  /**
   * Training images for batch norms, as {@link EvaluationBatches#fixedTrainingCrops}. Where they
   * are decoded once, that is done now.
   *
   * @param count number of images
   */
  public EvaluationBatches recalibrationBatches(RandomStreams streams, int count, int batchSize) {
    return decodedOnce(
        EvaluationBatches.fixedTrainingCrops(training, augmentation, streams, count, batchSize));
  }

  private EvaluationBatches decodedOnce(EvaluationBatches batches) {
    return decoded.map(batches::decodedOnce).orElse(batches);
  }

  /** Broken files that were left out of both parts; absent unless they are left out. */
  public Optional<Integer> skippedImages() {
    int skipped = 0;
    for (ImageSource images : List.of(training, heldOut)) {
      skipped += images instanceof Photos photos ? photos.skipped() : 0;
    }
    return skipped == 0 ? Optional.empty() : Optional.of(skipped);
  }
}
