package io.absnas.core.angle;

/**
 * What a part of the weight vector adds to the angle; the sums of parts add up.
 *
 * @param dot inner product of initial and trained weights
 * @param initialSquare squared norm of the initial weights
 * @param trainedSquare squared norm of the trained weights
 */
public record AngleSums(double dot, double initialSquare, double trainedSquare) {
  /** Of a part without weights. */
  public static final AngleSums ZERO = new AngleSums(0, 0, 0);

  /** The angle between the two parts alone, in radians. */
  public double angle() {
    return Angle.of(dot, initialSquare, trainedSquare);
  }
}
