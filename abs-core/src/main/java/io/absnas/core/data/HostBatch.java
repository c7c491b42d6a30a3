package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Images and labels of one step in host memory.
 *
 * <p>The accessors return the arrays themselves, which belong to whoever took the batch; the loader
 * does not use them again.
 */
public final class HostBatch {
  private final float @Nullable [] floats;
  private final @Nullable BytePixels bytes;
  private final int[] labels;
  private final @Nullable LabelMixture mixture;
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
    this(requireNonNull(pixels, "pixels is null"), null, labels, null, height, width, channels);
    requireSize(pixels.length);
  }

  /**
   * Images that are mixtures of two; takes the arrays over.
   *
   * @param pixels (N, height, width, channels) float32
   * @param labels (N)
   * @param mixture the second label of each image
   */
  public HostBatch(
      float[] pixels, int[] labels, LabelMixture mixture, int height, int width, int channels) {
    this(
        requireNonNull(pixels, "pixels is null"),
        null,
        labels,
        requireNonNull(mixture, "mixture is null"),
        height,
        width,
        channels);
    requireSize(pixels.length);
    if (mixture.others().size() != labels.length) {
      throw new IllegalArgumentException(
          mixture.others().size() + " second labels for " + labels.length + " images");
    }
  }

  /**
   * Takes the arrays over.
   *
   * @param pixels (N, height, width, channels) unsigned bytes
   * @param labels (N)
   */
  public HostBatch(BytePixels pixels, int[] labels, int height, int width, int channels) {
    this(null, requireNonNull(pixels, "pixels is null"), labels, null, height, width, channels);
    requireSize(pixels.values().length);
  }

  private HostBatch(
      float @Nullable [] floats,
      @Nullable BytePixels bytes,
      int[] labels,
      @Nullable LabelMixture mixture,
      int height,
      int width,
      int channels) {
    this.floats = floats;
    this.bytes = bytes;
    this.labels = requireNonNull(labels, "labels is null");
    this.mixture = mixture;
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  private void requireSize(int found) {
    long expected = (long) labels.length * height * width * channels;
    if (found != expected) {
      throw new IllegalArgumentException(
          found + " values for " + labels.length + " images, expected " + expected);
    }
  }

  /**
   * The values as bytes, if that is how they came; what {@link #pixels} says can be made of them.
   */
  public Optional<BytePixels> bytes() {
    return Optional.ofNullable(bytes);
  }

  /** Normalised values in the order (N, height, width, channels). Made anew if they are bytes. */
  public float[] pixels() {
    if (floats != null) {
      return floats;
    }
    return requireNonNull(bytes, "bytes is null").toFloats(channels);
  }

  /** One class per image. */
  public int[] labels() {
    return labels;
  }

  /** The second labels of images that are mixtures. */
  public Optional<LabelMixture> mixture() {
    return Optional.ofNullable(mixture);
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
