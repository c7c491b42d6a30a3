package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

/**
 * What a run trains on and what it evaluates on.
 *
 * @param training images to train on
 * @param heldOut images to evaluate on, none of them in {@code training}
 * @param augmentation transform of training images; its {@link Augmentation#transform} is that of
 *     evaluation
 */
public record DataPair(ImageSource training, ImageSource heldOut, Augmentation augmentation) {
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
}
