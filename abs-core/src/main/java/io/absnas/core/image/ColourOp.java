package io.absnas.core.image;

/** The four changes of torchvision's ColorJitter, bit by bit as on PIL images. */
public enum ColourOp {
  /** Towards black, or brighter above 1. */
  BRIGHTNESS,
  /** Towards the mean grey, or away from it above 1. */
  CONTRAST,
  /** Towards grey, or away from it above 1. */
  SATURATION,
  /** Hues turn by this share of the whole circle. */
  HUE;

  private static final int STEPS = 255;

  /**
   * Changes a picture with three channels.
   *
   * @param picture its place in an array
   * @param factor at least 0; for {@link #HUE} -0.5 to 0.5
   */
  public void apply(PictureBytes picture, double factor) {
    if (picture.channels() != 3) {
      throw new IllegalArgumentException("a picture without colours has none to change");
    }
    switch (this) {
      case BRIGHTNESS -> Enhance.brightness(picture, factor);
      case CONTRAST -> Enhance.contrast(picture, factor);
      case SATURATION -> Enhance.colour(picture, factor);
      case HUE -> Hue.turn(picture, (int) (factor * STEPS) & 0xff);
    }
  }
}
