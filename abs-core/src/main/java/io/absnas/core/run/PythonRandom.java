package io.absnas.core.run;

import java.util.ArrayList;
import java.util.List;

/**
 * Python's {@code random} module, draw for draw, to repeat FairNAS's permutations; runs that need
 * no such parity use {@link RandomStreams}.
 *
 * <p>Not safe for use by several threads.
 */
public final class PythonRandom {
  private final MersenneTwister twister;

  private PythonRandom(MersenneTwister twister) {
    this.twister = twister;
  }

  /** The state after {@code random.seed(seed)}; the seed is read as unsigned. */
  public static PythonRandom seeded(int seed) {
    return new PythonRandom(MersenneTwister.keyed(seed));
  }

  /** {@code bits} random bits, 1 to 32, as {@code random.getrandbits(bits)}. */
  public long bits(int bits) {
    if (bits < 1 || bits > 32) {
      throw new IllegalArgumentException("bits must be 1 to 32, was " + bits);
    }
    return Integer.toUnsignedLong(twister.next32() >>> (32 - bits));
  }

  /**
   * Uniform in 0 to {@code n - 1}, as {@code random.randrange(n)}; n = 1 draws bits too, until one
   * is 0.
   */
  public int below(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n must be positive, was " + n);
    }
    int width = Integer.SIZE - Integer.numberOfLeadingZeros(n);
    while (true) {
      long value = bits(width);
      if (value < n) {
        return (int) value;
      }
    }
  }

  /** A random order of all entries, as {@code random.sample(from, len(from))} of a short list. */
  public <T> List<T> permutation(List<T> from) {
    List<T> pool = new ArrayList<>(from);
    List<T> order = new ArrayList<>(from.size());
    for (int left = from.size(); left > 0; left--) {
      int j = below(left);
      order.add(pool.get(j));
      pool.set(j, pool.get(left - 1));
    }
    return List.copyOf(order);
  }
}
