package io.absnas.core.data;

import java.util.random.RandomGenerator;

/**
 * Random light along the principal colours of ImageNet's pixels (Krizhevsky, Sutskever, Hinton:
 * ImageNet classification with deep convolutional neural networks, NIPS 2012, section 4.1), with
 * the constants of the reference.
 */
final class Lighting {
  private static final double DEVIATION = 0.1;
  private static final double[] EIGENVALUES = {0.2175, 0.0188, 0.0045};

  /** Eigenvectors as columns; rows are blue, green, red. */
  private static final double[][] BLUE_GREEN_RED = {
    {-0.5836, -0.6948, 0.4203}, {-0.5808, -0.0045, -0.8140}, {-0.5675, 0.7192, 0.4009}
  };

  private Lighting() {}

  /** What becomes of each value, for blue, green and red. Draws: three normal numbers. */
  static byte[][] tables(RandomGenerator random) {
    double[] amounts = new double[EIGENVALUES.length];
    for (int i = 0; i < amounts.length; i++) {
      amounts[i] = DEVIATION * random.nextGaussian();
    }
    return tables(amounts);
  }

  /** The same for given amounts of the principal colours. */
  static byte[][] tables(double[] amounts) {
    byte[][] tables = new byte[BLUE_GREEN_RED.length][256];
    for (int place = 0; place < tables.length; place++) {
      double offset = 0;
      for (int i = 0; i < amounts.length; i++) {
        offset += BLUE_GREEN_RED[place][i] * EIGENVALUES[i] * amounts[i];
      }
      for (int value = 0; value < 256; value++) {
        double changed = (value / 255.0 + offset) * 255;
        tables[place][value] = (byte) (int) Math.max(0, Math.min(255, changed));
      }
    }
    return tables;
  }
}
