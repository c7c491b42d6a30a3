package io.absnas.core.space;

/** The one rule on kernel sizes: odd, so that padding keeps the side of a map. */
final class Kernels {
  private Kernels() {}

  static void check(int kernel, int smallest) {
    if (kernel < smallest || kernel % 2 == 0) {
      throw new IllegalArgumentException(
          "kernel must be odd and at least " + smallest + ", was " + kernel);
    }
  }
}
