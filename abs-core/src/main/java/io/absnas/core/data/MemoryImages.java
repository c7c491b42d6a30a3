package io.absnas.core.data;

/** Images that the caller has made or decoded. */
public final class MemoryImages extends StoredImages {
  private MemoryImages(
      String id, int classes, int channels, int height, int width, byte[] pixels, int[] labels) {
    super(id, classes, channels, height, width, pixels, labels);
  }

  /**
   * Images from arrays, which are copied.
   *
   * @param pixels unsigned bytes in the order (image, height, width, channels)
   * @param labels one per image, each 0 to {@code classes - 1}
   */
  public static MemoryImages of(
      String id, int classes, int channels, int height, int width, byte[] pixels, int[] labels) {
    for (int index = 0; index < labels.length; index++) {
      if (labels[index] < 0 || labels[index] >= classes) {
        throw new IllegalArgumentException(
            "%s: label of image %d is %d, allowed 0 to %d"
                .formatted(id, index, labels[index], classes - 1));
      }
    }
    return new MemoryImages(id, classes, channels, height, width, pixels.clone(), labels.clone());
  }
}
