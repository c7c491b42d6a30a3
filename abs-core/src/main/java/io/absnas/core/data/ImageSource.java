package io.absnas.core.data;

/**
 * Labelled images in a fixed order.
 *
 * <p>Implementations are immutable and may be read by any number of threads.
 */
public sealed interface ImageSource permits PixelImages, Photos {
  /** Name of the data set and its part, for example {@code cifar10/training}. */
  String id();

  /** Number of images. */
  int size();

  /** Number of classes; labels are 0 to {@code classes() - 1}. */
  int classes();

  /** The class of the image at this position. */
  int label(int index);

  /**
   * SHA-256, in hexadecimal digits, of what the images are; equal for equal images in equal order,
   * whatever the id. Each kind of source says what goes into it.
   */
  String fingerprint();

  /**
   * Some of the images, which stay with this source.
   *
   * @param name of the part
   * @param positions in this source, in the order that the part has them
   */
  ImageSource part(String name, int[] positions);
}
