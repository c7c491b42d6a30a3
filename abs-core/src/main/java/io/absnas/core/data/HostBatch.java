package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

/**
 * Images and labels of one step in host memory.
 *
 * <p>The accessors return the arrays themselves, which belong to whoever took the batch; the loader
 * does not use them again.
 */
public final class HostBatch {
  private final float[] pixels;
  private final int[] labels;
  private final int height;
  private final int width;
  private final int channels;

  /**
   * Takes the arrays over.
   *
   * @param pixels (N, height, width, channels) float32
   * @param labels (N)
   */
  public HostBatch(float[] pixels, int[] labels, int height, int width, int channels) {
    this.pixels = requireNonNull(pixels, "pixels is null");
    this.labels = requireNonNull(labels, "labels is null");
    this.height = height;
    this.width = width;
    this.channels = channels;
    long expected = (long) labels.length * height * width * channels;
    if (pixels.length != expected) {
      throw new IllegalArgumentException(
          pixels.length + " values for " + labels.length + " images, expected " + expected);
    }
  }

  /** Normalised values in the order (N, height, width, channels). */
  public float[] pixels() {
    return pixels;
  }

  /** One class per image. */
  public int[] labels() {
    return labels;
  }

  /** Number of images N. */
  public int count() {
    return labels.length;
  }

  /** Rows of each image. */
  public int height() {
    return height;
  }

  /** Columns of each image. */
  public int width() {
    return width;
  }

  /** Channels of each image, which come last in memory. */
  public int channels() {
    return channels;
  }
}
