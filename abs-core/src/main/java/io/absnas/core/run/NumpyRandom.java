package io.absnas.core.run;

import java.util.ArrayList;
import java.util.List;

/**
 * NumPy's legacy global generator, draw for draw, to repeat the reference's sampling; runs that
 * need no such parity use {@link RandomStreams}.
 *
 * <p>Not safe for use by several threads.
 */
public final class NumpyRandom {
  private final MersenneTwister twister;

  private NumpyRandom(MersenneTwister twister) {
    this.twister = twister;
  }

  /** The state after {@code numpy.random.seed(seed)}; the seed is read as unsigned. */
  public static NumpyRandom seeded(int seed) {
    return new NumpyRandom(MersenneTwister.seeded(seed));
  }

  /** The next output of the generator, 0 to 2^32 - 1. */
  public long next32() {
    return Integer.toUnsignedLong(twister.next32());
  }

  /**
   * Uniform in 0 to {@code n - 1}, as {@code numpy.random.randint(n)}: outputs under the smallest
   * sufficient bit mask, redrawn while too large. With n = 1 nothing is drawn.
   */
  public int below(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n must be positive, was " + n);
    }
    if (n == 1) {
      return 0;
    }
    int mask = -1 >>> Integer.numberOfLeadingZeros(n - 1);
    while (true) {
      int value = twister.next32() & mask;
      if (value < n) {
        return value;
      }
    }
  }

  /** A uniform permutation of 0 to {@code n - 1}, as {@code numpy.random.permutation(n)}. */
  public int[] shuffled(int n) {
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = below(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
    return values;
  }

  /**
   * {@code count} different entries, as {@code numpy.random.choice(from, count, replace=False)}: a
   * whole shuffle of the positions is drawn, even for count 0, and its first ones are taken.
   */
  public <T> List<T> choose(List<T> from, int count) {
    if (count < 0 || count > from.size()) {
      throw new IllegalArgumentException(
          "count must be 0 to " + from.size() + " (the size of the list), was " + count);
    }
    int[] order = shuffled(from.size());
    List<T> chosen = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      chosen.add(from.get(order[i]));
    }
    return List.copyOf(chosen);
  }
}
