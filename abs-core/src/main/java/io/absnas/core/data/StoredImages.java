package io.absnas.core.data;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

/** Images held in memory: one array of pixels, one of labels. */
public abstract sealed class StoredImages implements PixelImages
    permits MemoryImages, IdxImages, CifarImages, EmbeddedImages {
  private final String id;
  private final int classes;
  private final int channels;
  private final int height;
  private final int width;
  private final byte[] pixels;
  private final int[] labels;

  /** Takes the arrays over without copying them; the caller has checked the labels. */
  StoredImages(
      String id, int classes, int channels, int height, int width, byte[] pixels, int[] labels) {
    this.id = requireNonNull(id, "id is null");
    this.classes = classes;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.pixels = requireNonNull(pixels, "pixels is null");
    this.labels = requireNonNull(labels, "labels is null");
    long expected = (long) labels.length * channels * height * width;
    if (pixels.length != expected) {
      throw new IllegalArgumentException(
          id + ": " + pixels.length + " pixel bytes, expected " + expected);
    }
  }

  /** Shares the arrays of other stored images. */
  StoredImages(StoredImages other) {
    this.id = other.id;
    this.classes = other.classes;
    this.channels = other.channels;
    this.height = other.height;
    this.width = other.width;
    this.pixels = other.pixels;
    this.labels = other.labels;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final int size() {
    return labels.length;
  }

  @Override
  public final int classes() {
    return classes;
  }

  @Override
  public final int channels() {
    return channels;
  }

  @Override
  public final int height() {
    return height;
  }

  @Override
  public final int width() {
    return width;
  }

  @Override
  public final int label(int index) {
    return labels[index];
  }

  @Override
  public final void copyPixels(int index, byte[] target, int offset) {
    int bytes = imageBytes();
    System.arraycopy(pixels, checkIndex(index, labels.length) * bytes, target, offset, bytes);
  }
}
