package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.USAGE;

import io.absnas.core.run.AbsException;

/** The way from images to the input of a network without anything random, as for evaluation. */
public sealed interface InputTransform permits PixelTransform, PhotoTransform {
  /** Height and width of the output in pixels. */
  int side();

  /** Channels of the output. */
  int channels();

  /** Values of one output image: side times side times channels. */
  default int outputSize() {
    return side() * side() * channels();
  }

  /** What it does, as far as it decides on the values of a {@link HostBatch}. */
  String description();

  /** Bytes of each value in a {@link HostBatch}. */
  int valueBytes();

  /**
   * Checks that this transform can read the images.
   *
   * @throws AbsException with {@code USAGE} if it cannot
   */
  void requireFits(ImageSource images);

  /**
   * Makes a batch.
   *
   * @param indices positions in {@code images}
   * @throws AbsException with {@code INPUT} if a file cannot be read
   */
  HostBatch batch(ImageSource images, int[] indices);

  /**
   * Checks that a batch fits one array of Java.
   *
   * @throws AbsException with {@code USAGE} if it does not
   */
  default void requireCountable(int batchSize) {
    requireAtMost(batchSize, Integer.MAX_VALUE);
  }

  /**
   * Checks that a batch that is not divided among devices fits one buffer of float32 values.
   *
   * @throws AbsException with {@code USAGE} if it does not
   */
  default void requireOneBuffer(int batchSize) {
    requireAtMost(batchSize, Integer.MAX_VALUE / Float.BYTES);
  }

  private void requireAtMost(int batchSize, int values) {
    int most = values / outputSize();
    if (batchSize > most) {
      throw new AbsException(
          USAGE,
          "batch size %d is above the %d images of %dx%dx%d values that fit one batch"
              .formatted(batchSize, most, side(), side(), channels()));
    }
  }
}
