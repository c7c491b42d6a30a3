package io.absnas.core.image;

import java.util.function.IntUnaryOperator;

/**
 * PIL's enhancements: the picture moves away from a plain version of itself (factor above 1) or
 * towards it (below 1). Sums are in single precision and cut off, as there.
 */
final class Enhance {
  private static final int[] SMOOTH = {1, 1, 1, 1, 5, 1, 1, 1, 1};
  private static final float SMOOTH_SUM = 13;

  private Enhance() {}

  /** Plain is black. */
  static void brightness(PictureBytes picture, double factor) {
    blend(picture, index -> 0, factor);
  }

  /** Plain is grey. */
  static void colour(PictureBytes picture, double factor) {
    int[] grey = grey(picture);
    int channels = picture.channels();
    blend(picture, index -> grey[index / channels], factor);
  }

  /** Plain is the mean grey everywhere. */
  static void contrast(PictureBytes picture, double factor) {
    long sum = 0;
    int[] grey = grey(picture);
    for (int value : grey) {
      sum += value;
    }
    int mean = (int) ((double) sum / grey.length + 0.5);
    blend(picture, index -> mean, factor);
  }

  /** Plain is a slightly blurred picture with the same outermost pixels. */
  static void sharpness(PictureBytes picture, double factor) {
    int[] smooth = new int[picture.size()];
    int channels = picture.channels();
    int row = picture.width() * channels;
    for (int index = 0; index < smooth.length; index++) {
      int x = index / channels % picture.width();
      int y = index / row;
      boolean outermost = x == 0 || y == 0 || x == picture.width() - 1 || y == picture.height() - 1;
      smooth[index] = outermost ? picture.at(index) : smooth(picture, index, row);
    }
    blend(picture, index -> smooth[index], factor);
  }

  private static int smooth(PictureBytes picture, int index, int row) {
    int sum = 0;
    for (int i = 0; i < SMOOTH.length; i++) {
      sum += SMOOTH[i] * picture.at(index + (i / 3 - 1) * row + (i % 3 - 1) * picture.channels());
    }
    return (int) (sum / SMOOTH_SUM + 0.5f);
  }

  /** One value a pixel. */
  private static int[] grey(PictureBytes picture) {
    int[] grey = new int[picture.width() * picture.height()];
    for (int pixel = 0; pixel < grey.length; pixel++) {
      grey[pixel] =
          picture.channels() == 1
              ? picture.at(pixel)
              : (picture.at(3 * pixel) * 19595
                      + picture.at(3 * pixel + 1) * 38470
                      + picture.at(3 * pixel + 2) * 7471
                      + 0x8000)
                  >> 16;
    }
    return grey;
  }

  private static void blend(PictureBytes picture, IntUnaryOperator plain, double factor) {
    float share = (float) factor;
    for (int index = 0; index < picture.size(); index++) {
      int from = plain.applyAsInt(index);
      float value = from + share * (picture.at(index) - from);
      picture.set(index, value <= 0 ? 0 : value >= 255 ? 255 : (int) value);
    }
  }
}
