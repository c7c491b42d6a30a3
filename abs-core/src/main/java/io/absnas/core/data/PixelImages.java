package io.absnas.core.data;

/** Images of one size whose 8-bit values are at hand. */
public sealed interface PixelImages extends ImageSource permits StoredImages, ImageSubset {
  /** 1 for grey, 3 for red, green, blue. */
  int channels();

  /** Rows of each image. */
  int height();

  /** Columns of each image. */
  int width();

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
  @Override
  default String fingerprint() {
    return ContentDigest.of(this);
  }

  @Override
  default PixelImages part(String name, int[] positions) {
    return new ImageSubset(name, this, positions);
  }
}
