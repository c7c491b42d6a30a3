package io.absnas.core.image;

/**
 * The changes that RandAugment chooses among (Cubuk et al. 2019, arXiv 1909.13719), with the ranges
 * of torchvision's and, bit by bit, the results of PIL. Each has a magnitude from 0 to 30, which
 * some do not look at; what moves or brightens can also go the other way.
 */
public enum AugmentOp {
  /** Nothing. */
  IDENTITY(false),
  /** Rows move sideways by up to 0.3 of their number. */
  SHEAR_X(true),
  /** Columns move up or down by up to 0.3 of their number. */
  SHEAR_Y(true),
  /** Sideways by up to 150/331 of the width. */
  TRANSLATE_X(true),
  /** Up or down by up to 150/331 of the height. */
  TRANSLATE_Y(true),
  /** Around the centre by up to 30 degrees. */
  ROTATE(true),
  /** 0.1 to 1.9 times as bright. */
  BRIGHTNESS(true),
  /** Away from grey or towards it. */
  COLOR(true),
  /** Away from the mean grey or towards it. */
  CONTRAST(true),
  /** Away from a blurred picture or towards it. */
  SHARPNESS(true),
  /** Only the highest 8 to 4 bits stay. */
  POSTERIZE(false),
  /** Values from 255 down to 0 on are turned around. */
  SOLARIZE(false),
  /** Each channel fills the range. */
  AUTO_CONTRAST(false),
  /** Each channel has a level histogram. */
  EQUALIZE(false);

  /** The largest magnitude. */
  public static final int MOST = 30;

  private static final double SHEAR = 0.3;
  private static final double SHIFT = 150.0 / 331;
  private static final double DEGREES = 30;
  private static final double ENHANCE = 0.9;
  private static final double WHITE = 255;
  private static final double STEPS_PER_BIT = 7.5;

  private final boolean signed;

  AugmentOp(boolean signed) {
    this.signed = signed;
  }

  /** Whether it can go the other way. */
  public boolean signed() {
    return signed;
  }

  /**
   * Changes a picture.
   *
   * @param picture its place in an array
   * @param magnitude 0 to {@link #MOST}
   * @param turned whether it goes the other way
   */
  public void apply(PictureBytes picture, int magnitude, boolean turned) {
    int sign = turned && signed ? -1 : 1;
    switch (this) {
      case IDENTITY -> {}
      case SHEAR_X -> NearestAffine.shearX(picture, sign * share(SHEAR, magnitude));
      case SHEAR_Y -> NearestAffine.shearY(picture, sign * share(SHEAR, magnitude));
      case TRANSLATE_X ->
          NearestAffine.shift(picture, sign * (int) share(SHIFT * picture.width(), magnitude), 0);
      case TRANSLATE_Y ->
          NearestAffine.shift(picture, 0, sign * (int) share(SHIFT * picture.height(), magnitude));
      case ROTATE -> NearestAffine.rotate(picture, sign * share(DEGREES, magnitude));
      case BRIGHTNESS -> Enhance.brightness(picture, 1 + sign * share(ENHANCE, magnitude));
      case COLOR -> Enhance.colour(picture, 1 + sign * share(ENHANCE, magnitude));
      case CONTRAST -> Enhance.contrast(picture, 1 + sign * share(ENHANCE, magnitude));
      case SHARPNESS -> Enhance.sharpness(picture, 1 + sign * share(ENHANCE, magnitude));
      case POSTERIZE -> Levels.posterize(picture, 8 - (int) Math.rint(magnitude / STEPS_PER_BIT));
      case SOLARIZE -> Levels.solarize(picture, WHITE - share(WHITE, magnitude));
      case AUTO_CONTRAST -> Levels.autoContrast(picture);
      case EQUALIZE -> Levels.equalize(picture);
    }
  }

  /** In single precision, as torchvision's table of magnitudes is. */
  private static double share(double most, int magnitude) {
    float step = (float) most / MOST;
    return magnitude <= MOST / 2 ? step * magnitude : (float) most - step * (MOST - magnitude);
  }
}
