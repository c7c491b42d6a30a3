package io.absnas.core.image;

/**
 * Colours of JPEG files with four inks. The values are stored inverted, as Adobe's programs do and
 * as PIL takes for granted; profiles are ignored, as there.
 */
final class Inks {
  /** Factors of JFIF's conversion times 65,536, as libjpeg rounds them. */
  private static final int CR_RED = 91_881;

  private static final int CB_BLUE = 116_130;
  private static final int CR_GREEN = 46_802;
  private static final int CB_GREEN = 22_554;
  private static final int HALF = 1 << 15;

  private Inks() {}

  /**
   * From luma and two colour differences to three inks, in place; black stays.
   *
   * @param values four a pixel
   */
  static void fromYcck(byte[] values, int pixels) {
    for (int i = 0; i < 4 * pixels; i += 4) {
      int luma = values[i] & 0xff;
      int cb = (values[i + 1] & 0xff) - 128;
      int cr = (values[i + 2] & 0xff) - 128;
      values[i] = inverted(luma + ((CR_RED * cr + HALF) >> 16));
      values[i + 1] = inverted(luma + ((-CB_GREEN * cb - CR_GREEN * cr + HALF) >> 16));
      values[i + 2] = inverted(luma + ((CB_BLUE * cb + HALF) >> 16));
    }
  }

  private static byte inverted(int light) {
    return (byte) (255 - Math.max(0, Math.min(255, light)));
  }

  /**
   * Red, green, blue = (255 - ink) (255 - black) / 255, rounded.
   *
   * @param inks four inverted values a pixel
   * @param target receives three values a pixel
   */
  static void toRgb(byte[] inks, int from, byte[] target, int to, int pixels) {
    int in = from;
    int out = to;
    for (int pixel = 0; pixel < pixels; pixel++, in += 4) {
      int light = inks[in + 3] & 0xff;
      for (int ink = 0; ink < 3; ink++) {
        int covered = (255 - (inks[in + ink] & 0xff)) * light + 128;
        target[out++] = (byte) (light - (((covered >> 8) + covered) >> 8));
      }
    }
  }
}
