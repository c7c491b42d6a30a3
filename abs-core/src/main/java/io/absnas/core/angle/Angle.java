package io.absnas.core.angle;

/**
 * The angle between two vectors from their inner product and squared norms (arXiv 2004.13431,
 * angle-based metric).
 *
 * <p>The arc cosine of a rounded cosine is useless near 0 and may leave its domain. With x =
 * |w0|^2, y = |w|^2 and d = &lt;w0, w&gt;, the angle is atan2(sqrt(xy - d^2), d), and xy - d^2 is
 * computed to twice the precision of a double (the remainder of a product is exact with a fused
 * multiply-add). So no precision is lost beyond that of the three sums, and equal, doubled or
 * negated weights give exactly 0, 0 and pi: their sums are equal up to a power of two and a sign,
 * both products are the same and cancel without a remainder.
 */
public final class Angle {
  private Angle() {}

  /**
   * The angle in radians, 0 to pi.
   *
   * <p>Rounding of the sums may push the cosine beyond 1; such an angle is 0 or pi. Two zero
   * vectors have angle 0, a zero and another vector pi/2.
   *
   * @param dot inner product of the vectors
   * @param initialSquare squared norm of the initial vector
   * @param trainedSquare squared norm of the trained vector
   */
  public static double of(double dot, double initialSquare, double trainedSquare) {
    if (!(initialSquare >= 0 && trainedSquare >= 0)
        || !Double.isFinite(dot + initialSquare + trainedSquare)) {
      throw new IllegalArgumentException(
          "sums must be finite and squares not negative, were dot %s, squares %s and %s"
              .formatted(dot, initialSquare, trainedSquare));
    }
    if (initialSquare == 0 || trainedSquare == 0) {
      return initialSquare == trainedSquare ? 0 : Math.PI / 2;
    }
    // Exact scaling to near 1, so that no product overflows or loses its remainder.
    int initialScale = Math.getExponent(initialSquare) & ~1;
    int trainedScale = Math.getExponent(trainedSquare) & ~1;
    double x = Math.scalb(initialSquare, -initialScale);
    double y = Math.scalb(trainedSquare, -trainedScale);
    double d = Math.scalb(dot, -(initialScale + trainedScale) / 2);
    double product = x * y;
    double square = d * d;
    double remainder = Math.fma(x, y, -product) - Math.fma(d, d, -square);
    double sine = Math.sqrt(Math.max(0, product - square + remainder));
    return StrictMath.atan2(sine, d);
  }
}
