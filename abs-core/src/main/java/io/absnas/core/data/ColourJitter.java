package io.absnas.core.data;

import io.absnas.core.image.ColourOp;
import io.absnas.core.image.PictureBytes;
import java.util.random.RandomGenerator;

/**
 * Section {@code data.files.colour-jitter}: random changes of the colours of training pictures
 * after crop and flip, as torchvision's ColorJitter. The four come in random order, each by a
 * factor drawn uniformly from 1 - x to 1 + x, from 0 on; hues turn by a share of the circle from
 * -hue to hue. A change of 0 is left out.
 *
 * @param brightness x of the brightness
 * @param contrast x of the contrast
 * @param saturation x of the saturation
 * @param hue largest share of the circle, at most 0.5
 */
public record ColourJitter(double brightness, double contrast, double saturation, double hue) {
  private static final double HALF_CIRCLE = 0.5;

  /** Checks all four. */
  public ColourJitter {
    requireShare("brightness", brightness, Double.MAX_VALUE);
    requireShare("contrast", contrast, Double.MAX_VALUE);
    requireShare("saturation", saturation, Double.MAX_VALUE);
    requireShare("hue", hue, HALF_CIRCLE);
  }

  private static void requireShare(String key, double value, double most) {
    if (!(value >= 0) || value > most) {
      throw new IllegalArgumentException(
          "%s is %s, must be at least 0%s"
              .formatted(key, value, most < 1 ? " and at most " + most : ""));
    }
  }

  private double most(ColourOp op) {
    return switch (op) {
      case BRIGHTNESS -> brightness;
      case CONTRAST -> contrast;
      case SATURATION -> saturation;
      case HUE -> hue;
    };
  }

  /**
   * Changes a picture whose channels are red, green, blue. Draws the order, the last place first,
   * then in this order a factor of each change that there is.
   */
  void apply(PictureBytes picture, RandomGenerator random) {
    ColourOp[] order = ColourOp.values();
    for (int last = order.length - 1; last > 0; last--) {
      int chosen = random.nextInt(last + 1);
      ColourOp op = order[chosen];
      order[chosen] = order[last];
      order[last] = op;
    }
    for (ColourOp op : order) {
      double most = most(op);
      if (most > 0) {
        double middle = op == ColourOp.HUE ? 0 : 1;
        double least = op == ColourOp.HUE ? -most : Math.max(0, 1 - most);
        op.apply(picture, random.nextDouble(least, Math.nextUp(middle + most)));
      }
    }
  }
}
