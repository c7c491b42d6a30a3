package io.absnas.core.estimate;

/**
 * A quantity that grows with the number of images: a fixed part and a part per image, neither
 * negative.
 *
 * @param fixed at no image
 * @param perImage for each image
 */
public record Line(double fixed, double perImage) {
  /** Checks both. */
  public Line {
    if (!(fixed >= 0) || !(perImage >= 0)) {
      throw new IllegalArgumentException(
          "a line must not be negative, was " + fixed + " and " + perImage + " an image");
    }
  }

  /** The line through the origin and a point. */
  public static Line through(int images, double value) {
    return new Line(0, value / images);
  }

  /**
   * The line through two points. Where measurements contradict each other the one of more images,
   * which is the more exact one, is kept: a line that would fall is level, one that would be
   * negative without images begins at 0.
   *
   * @param fewer images of the first point
   * @param more images of the second point, above {@code fewer}
   */
  public static Line through(int fewer, double valueOfFewer, int more, double valueOfMore) {
    if (fewer < 1 || more <= fewer) {
      throw new IllegalArgumentException(
          "two numbers of images in order are needed, were " + fewer + " and " + more);
    }
    double slope = Math.max(0, (valueOfMore - valueOfFewer) / (more - fewer));
    double fixed = valueOfMore - slope * more;
    return fixed >= 0 ? new Line(fixed, slope) : through(more, valueOfMore);
  }

  /** The value at so many images. */
  public double at(int images) {
    return fixed + perImage * images;
  }
}
