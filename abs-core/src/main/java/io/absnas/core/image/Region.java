package io.absnas.core.image;

/**
 * A rectangle of pixels.
 *
 * @param left column of its first pixel
 * @param top row of its first pixel
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record Region(int left, int top, int width, int height) {
  /** Checks that there is a pixel. */
  public Region {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a region has at least one pixel, was " + width + "x" + height);
    }
  }

  /** All of an image of this size. */
  public static Region whole(int imageWidth, int imageHeight) {
    return new Region(0, 0, imageWidth, imageHeight);
  }

  /** Whether every pixel lies inside an image of this size. */
  public boolean inside(int imageWidth, int imageHeight) {
    return left >= 0
        && top >= 0
        && (long) left + width <= imageWidth
        && (long) top + height <= imageHeight;
  }
}
