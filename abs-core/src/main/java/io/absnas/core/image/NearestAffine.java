package io.absnas.core.image;

/**
 * Moves pixels as PIL's affine transform without interpolation: each output pixel takes the pixel
 * that its centre falls into, in fixed point of 16 bits; outside the picture is black.
 */
final class NearestAffine {
  private static final int ONE = 1 << 16;
  private static final double HALF = 0.5;

  private NearestAffine() {}

  /** Row y takes its pixels from {@code factor} times y further right. */
  static void shearX(PictureBytes picture, double factor) {
    transform(picture, new double[] {1, factor, 0, 0, 1, 0});
  }

  /** Column x takes its pixels from {@code factor} times x further down. */
  static void shearY(PictureBytes picture, double factor) {
    transform(picture, new double[] {1, 0, 0, factor, 1, 0});
  }

  /** Everything moves right and down by so many pixels. */
  static void shift(PictureBytes picture, int right, int down) {
    transform(picture, new double[] {1, 0, -right, 0, 1, -down});
  }

  /** Against the clock around the centre. */
  static void rotate(PictureBytes picture, double degrees) {
    double angle = -Math.toRadians(degrees);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double x = picture.width() / 2.0;
    double y = picture.height() / 2.0;
    transform(
        picture, new double[] {cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y});
  }

  /**
   * Output pixel (x, y) takes the pixel at (a0 x + a1 y + a2, a3 x + a4 y + a5).
   *
   * @param a the six of them
   */
  private static void transform(PictureBytes picture, double[] a) {
    byte[] source = picture.copy();
    int channels = picture.channels();
    int[] across = {fixed(a[0]), fixed(a[3])};
    int[] down = {fixed(a[1]), fixed(a[4])};
    int rowX = fixed(a[2] + (a[0] + a[1]) * HALF);
    int rowY = fixed(a[5] + (a[3] + a[4]) * HALF);
    int at = 0;
    for (int y = 0; y < picture.height(); y++) {
      int fromX = rowX;
      int fromY = rowY;
      for (int x = 0; x < picture.width(); x++) {
        int column = fromX >> 16;
        int row = fromY >> 16;
        boolean inside =
            column >= 0 && column < picture.width() && row >= 0 && row < picture.height();
        int pixel = inside ? (row * picture.width() + column) * channels : 0;
        for (int channel = 0; channel < channels; channel++) {
          picture.set(at++, inside ? source[pixel + channel] : 0);
        }
        fromX += across[0];
        fromY += across[1];
      }
      rowX += down[0];
      rowY += down[1];
    }
  }

  private static int fixed(double value) {
    return (int) Math.floor(value * ONE + HALF);
  }
}
