package io.absnas.core.data;

import io.absnas.core.run.AbsException;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * The way from training images to the input of a network. What it makes of an image is a function
 * of the image and of the draws.
 */
public sealed interface TrainingTransform permits Augmentation, PhotoAugmentation, Unchanged {
  /** The same without anything random, for evaluation. */
  InputTransform transform();

  /** What it does, as far as it decides on the values of a {@link HostBatch}. */
  String description();

  /**
   * Makes a batch.
   *
   * @param indices positions in {@code images}
   * @param draws the generator of each place of the batch, at the start of its stream
   * @throws AbsException with {@code INPUT} if a file cannot be read
   */
  HostBatch batch(ImageSource images, int[] indices, IntFunction<RandomGenerator> draws);
}
