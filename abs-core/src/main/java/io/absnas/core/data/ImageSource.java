package io.absnas.core.data;

/**
 * Labelled 8-bit images of one size, in a fixed order.
 *
 * <p>Implementations are immutable and may be read by any number of threads.
 */
public sealed interface ImageSource permits StoredImages, ImageSubset {
  /** Name of the data set and its part, for example {@code cifar10/training}. */
  String id();

  /** Number of images. */
  int size();

  /** Number of classes; labels are 0 to {@code classes() - 1}. */
  int classes();

  /** 1 for grey, 3 for red, green, blue. */
  int channels();

  /** Rows of each image. */
  int height();

  /** Columns of each image. */
  int width();

  /** The class of the image at this position. */
  int label(int index);

  /**
   * Copies one image as unsigned bytes in the order (height, width, channels).
   *
   * @param target receives {@link #imageBytes()} values from {@code offset} on
   */
  void copyPixels(int index, byte[] target, int offset);

  /** Bytes of one image: height times width times channels. */
  default int imageBytes() {
    return height() * width() * channels();
  }

  /**
   * SHA-256 of the content: the big-endian ints size, classes, channels, height, width, then for
   * each image its label as an int and its pixels. The id plays no part, so the same images read
   * from another file format have the same fingerprint.
   */
  default String fingerprint() {
    return ContentDigest.of(this);
  }
}
