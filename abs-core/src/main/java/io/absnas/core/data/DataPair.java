package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a run trains on and what it evaluates on.
 *
 * @param training images to train on
 * @param heldOut images to evaluate on, none of them in {@code training}
 * @param augmentation transform of training images; its {@link TrainingTransform#transform} is that
 *     of evaluation
 */
public record DataPair(ImageSource training, ImageSource heldOut, TrainingTransform augmentation) {
  /** Checks that both parts fit the network's input and have the same classes. */
  public DataPair {
    requireNonNull(training, "training is null");
    requireNonNull(heldOut, "heldOut is null");
    augmentation.transform().requireFits(training);
    augmentation.transform().requireFits(heldOut);
    if (training.classes() != heldOut.classes()) {
      throw new IllegalArgumentException(
          "%s has %d classes, %s has %d"
              .formatted(training.id(), training.classes(), heldOut.id(), heldOut.classes()));
    }
  }

  /** What decodes files of pictures; absent for images that are at hand. */
  public Optional<String> decoder() {
    return training instanceof ImageFolder folder
        ? Optional.of(folder.decoder())
        : Optional.empty();
  }

  /** Broken files that were left out of both parts; absent unless they are left out. */
  public Optional<Integer> skippedImages() {
    int skipped = 0;
    for (ImageSource images : List.of(training, heldOut)) {
      skipped += images instanceof ImageFolder folder ? folder.skipped() : 0;
    }
    return skipped == 0 ? Optional.empty() : Optional.of(skipped);
  }
}
