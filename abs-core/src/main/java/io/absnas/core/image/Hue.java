package io.absnas.core.image;

/**
 * Turns the colours of a picture, with PIL's conversions between red, green, blue and hue,
 * saturation, value, which keep eight bits of each; hues go once around in 255 steps.
 */
final class Hue {
  private static final double STEPS = 255;
  private static final int SECTORS = 6;

  private Hue() {}

  /** Turns by so many steps, 0 to 255, after which 8 bits wrap around. */
  static void turn(PictureBytes picture, int steps) {
    for (int index = 0; index < picture.size(); index += 3) {
      turn(picture, index, steps);
    }
  }

  private static void turn(PictureBytes picture, int index, int steps) {
    int red = picture.at(index);
    int green = picture.at(index + 1);
    int blue = picture.at(index + 2);
    int value = Math.max(red, Math.max(green, blue));
    int range = value - Math.min(red, Math.min(green, blue));
    int hue = range == 0 ? 0 : hue(red, green, blue, value, range);
    int saturation = range == 0 ? 0 : (int) ((float) range / value * STEPS);
    write(picture, index, (hue + steps) & 0xff, saturation, value);
  }

  private static int hue(int red, int green, int blue, int value, float range) {
    float redness = (value - red) / range;
    float greenness = (value - green) / range;
    float blueness = (value - blue) / range;
    float sector =
        red == value
            ? blueness - greenness
            : green == value
                ? (float) (2.0 + redness - blueness)
                : (float) (4.0 + greenness - redness);
    float turns = (float) ((sector / 6.0 + 1.0) % 1.0);
    return (int) (turns * STEPS);
  }

  private static void write(PictureBytes picture, int index, int hue, int saturation, int value) {
    if (saturation == 0) {
      set(picture, index, value, value, value);
      return;
    }
    double place = hue * 6.0 / STEPS;
    int sector = (int) place;
    float within = (float) (place - sector);
    float share = (float) (saturation / STEPS);
    int low = rounded(value * (1.0 - share));
    int falling = rounded(value * (1.0 - share * within));
    int rising = rounded(value * (1.0 - share * (1.0 - within)));
    switch (sector % SECTORS) {
      case 0 -> set(picture, index, value, rising, low);
      case 1 -> set(picture, index, falling, value, low);
      case 2 -> set(picture, index, low, value, rising);
      case 3 -> set(picture, index, low, falling, value);
      case 4 -> set(picture, index, rising, low, value);
      default -> set(picture, index, value, low, falling);
    }
  }

  /** Halves away from zero. */
  private static int rounded(double value) {
    return (int) (value + 0.5);
  }

  private static void set(PictureBytes picture, int index, int red, int green, int blue) {
    picture.set(index, red);
    picture.set(index + 1, green);
    picture.set(index + 2, blue);
  }
}
