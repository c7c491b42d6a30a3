package io.absnas.core.run;

import java.util.random.RandomGenerator;

/**
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014) with
 * every derived draw spelt out here, because the JDK may change its own between versions and a seed
 * must keep its meaning.
 */
final class SplitMix64 implements RandomGenerator {
  /** The odd number nearest to 2^64 divided by the golden ratio. */
  static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private static final double DOUBLE_UNIT = 0x1.0p-53;
  private static final float FLOAT_UNIT = 0x1.0p-24f;

  private long state;
  private final long gamma;

  /** Starts at {@code state}; {@code gammaSource} is turned into an odd, well-mixed step. */
  SplitMix64(long state, long gammaSource) {
    this.state = state;
    this.gamma = oddGamma(gammaSource);
  }

  /** The finaliser of SplitMix64 (variant 13 of Stafford's mixers), a bijection. */
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** A step with few bit changes would make neighbouring states alike; such steps are repaired. */
  private static long oddGamma(long source) {
    long odd = source | 1;
    return Long.bitCount(odd ^ (odd >>> 1)) < 24 ? odd ^ 0xaaaaaaaaaaaaaaaaL : odd;
  }

  @Override
  public long nextLong() {
    state += gamma;
    return mix(state);
  }

  @Override
  public int nextInt() {
    return (int) (nextLong() >>> 32);
  }

  @Override
  public boolean nextBoolean() {
    return nextLong() < 0;
  }

  /**
   * Uniform and unbiased in 0 to {@code bound - 1}: multiply-shift with rejection (Lemire 2019).
   */
  @Override
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be positive, was " + bound);
    }
    long product = (nextLong() >>> 32) * bound;
    if ((product & 0xffffffffL) < bound) {
      // only here can a draw be refused; the division is slow
      long threshold = Integer.toUnsignedLong(-bound) % bound; // 2^32 mod bound
      while ((product & 0xffffffffL) < threshold) {
        product = (nextLong() >>> 32) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  @Override
  public int nextInt(int origin, int bound) {
    if (origin >= bound || (long) bound - origin > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "range must hold 1 to 2^31 - 1 values, was " + origin + " to " + bound);
    }
    return origin + nextInt(bound - origin);
  }

  @Override
  public long nextLong(long bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be positive, was " + bound);
    }
    long whole = Long.MAX_VALUE - Long.MAX_VALUE % bound; // the largest multiple that fits 63 bits
    while (true) {
      long bits = nextLong() >>> 1;
      if (bits < whole) {
        return bits % bound;
      }
    }
  }

  @Override
  public long nextLong(long origin, long bound) {
    if (origin >= bound || bound - origin < 0) {
      throw new IllegalArgumentException(
          "range must hold 1 to 2^63 - 1 values, was " + origin + " to " + bound);
    }
    return origin + nextLong(bound - origin);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * DOUBLE_UNIT;
  }

  /** Uniform in [0, 1), a multiple of 2^-24. */
  @Override
  public float nextFloat() {
    return (nextLong() >>> 40) * FLOAT_UNIT;
  }

  @Override
  public double nextDouble(double bound) {
    return nextDouble(0, bound);
  }

  @Override
  public double nextDouble(double origin, double bound) {
    if (!(origin < bound) || Double.isInfinite(bound - origin)) {
      throw new IllegalArgumentException(
          "range must be finite and not empty, was " + origin + " to " + bound);
    }
    double value = origin + nextDouble() * (bound - origin);
    return value < bound ? value : Math.nextDown(bound);
  }

  @Override
  public float nextFloat(float bound) {
    return nextFloat(0, bound);
  }

  @Override
  public float nextFloat(float origin, float bound) {
    if (!(origin < bound) || Float.isInfinite(bound - origin)) {
      throw new IllegalArgumentException(
          "range must be finite and not empty, was " + origin + " to " + bound);
    }
    float value = origin + nextFloat() * (bound - origin);
    return value < bound ? value : Math.nextDown(bound);
  }

  /** Standard normal by Marsaglia's polar method, one value per accepted pair; StrictMath's log. */
  @Override
  public double nextGaussian() {
    while (true) {
      double x = 2 * nextDouble() - 1;
      double y = 2 * nextDouble() - 1;
      double square = x * x + y * y;
      if (square < 1 && square > 0) {
        return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
      }
    }
  }

  @Override
  public double nextGaussian(double mean, double standardDeviation) {
    if (!(standardDeviation >= 0)) {
      throw new IllegalArgumentException(
          "standardDeviation must be at least 0, was " + standardDeviation);
    }
    return mean + standardDeviation * nextGaussian();
  }

  /** Standard exponential by inversion. */
  @Override
  public double nextExponential() {
    return -StrictMath.log1p(-nextDouble());
  }

  @Override
  public void nextBytes(byte[] bytes) {
    for (int i = 0; i < bytes.length; ) {
      long bits = nextLong();
      for (int j = 0; j < Long.BYTES && i < bytes.length; j++, i++) {
        bytes[i] = (byte) (bits >>> (8 * j));
      }
    }
  }
}
