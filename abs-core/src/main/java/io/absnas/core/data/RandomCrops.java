package io.absnas.core.data;

import io.absnas.core.image.Region;
import java.util.random.RandomGenerator;

/** Random parts of pictures that networks are trained on. */
final class RandomCrops {
  private static final int ATTEMPTS = 10;
  private static final double SMALLEST_AREA = 0.08;
  private static final double NARROWEST = 3.0 / 4;
  private static final double WIDEST = 4.0 / 3;

  private RandomCrops() {}

  /**
   * The reference's square: an area that is uniform in 0.08 to 1 of the picture's, up to ten times
   * until it fits; the last one if none does, and then partly outside of the picture. Draws an
   * attempt: area, left, top.
   */
  static Region square(int width, int height, RandomGenerator random) {
    Region crop = new Region(0, 0, 1, 1);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double area = (double) height * width * random.nextDouble(SMALLEST_AREA, 1);
      int edge = Math.max(1, (int) Math.rint(Math.sqrt(area)));
      int left = between(Math.min(width - edge, 0), Math.max(width - edge, 0), random);
      int top = between(Math.min(height - edge, 0), Math.max(height - edge, 0), random);
      crop = new Region(left, top, edge, edge);
      if (edge <= width && edge <= height) {
        break;
      }
    }
    return crop;
  }

  /**
   * Torchvision's random resized crop: area uniform in 0.08 to 1 of the picture's, logarithm of the
   * aspect ratio uniform between those of 3/4 and 4/3, up to ten times until it fits; otherwise the
   * largest part of an allowed ratio, from the centre. Draws an attempt: area, ratio, and if it
   * fits, top, left.
   */
  static Region resized(int width, int height, RandomGenerator random) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double area = (double) height * width * random.nextDouble(SMALLEST_AREA, 1);
      double ratio =
          StrictMath.exp(random.nextDouble(StrictMath.log(NARROWEST), StrictMath.log(WIDEST)));
      int cropWidth = (int) Math.rint(Math.sqrt(area * ratio));
      int cropHeight = (int) Math.rint(Math.sqrt(area / ratio));
      if (cropWidth > 0 && cropWidth <= width && cropHeight > 0 && cropHeight <= height) {
        int top = between(0, height - cropHeight, random);
        int left = between(0, width - cropWidth, random);
        return new Region(left, top, cropWidth, cropHeight);
      }
    }
    return widestFromCentre(width, height);
  }

  private static Region widestFromCentre(int width, int height) {
    double ratio = (double) width / height;
    int cropWidth = ratio > WIDEST ? (int) Math.rint(height * WIDEST) : width;
    int cropHeight = ratio < NARROWEST ? (int) Math.rint(width / NARROWEST) : height;
    return new Region((width - cropWidth) / 2, (height - cropHeight) / 2, cropWidth, cropHeight);
  }

  private static int between(int low, int high, RandomGenerator random) {
    return low + random.nextInt(high - low + 1);
  }
}
