package io.absnas.core.run;

/**
 * MT19937, the generator behind NumPy's legacy random state and Python's {@code random} (Matsumoto,
 * Nishimura: Mersenne Twister, ACM TOMACS 8, 1998; initialisation of 2002). Only there to repeat
 * published runs draw by draw.
 */
final class MersenneTwister {
  private static final int LENGTH = 624;
  private static final int SHIFT = 397;
  private static final int UPPER_BIT = 0x80000000;
  private static final int LOWER_BITS = 0x7fffffff;
  private static final int MATRIX = 0x9908b0df;

  private final int[] state = new int[LENGTH];
  private int next = LENGTH;

  private MersenneTwister() {}

  /** Initialised from one unsigned 32-bit integer. */
  static MersenneTwister seeded(int seed) {
    MersenneTwister twister = new MersenneTwister();
    twister.initialise(seed);
    return twister;
  }

  /** Initialised from a non-empty key of unsigned 32-bit integers. */
  static MersenneTwister keyed(int... key) {
    if (key.length == 0) {
      throw new IllegalArgumentException("key must not be empty");
    }
    MersenneTwister twister = new MersenneTwister();
    twister.initialise(19650218);
    twister.absorb(key);
    return twister;
  }

  private void initialise(int seed) {
    state[0] = seed;
    for (int i = 1; i < LENGTH; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  private void absorb(int[] key) {
    int i = 1;
    int j = 0;
    for (int k = Math.max(LENGTH, key.length); k > 0; k--) {
      state[i] = (state[i] ^ (mixed(i - 1) * 1664525)) + key[j] + j;
      i = following(i);
      j = (j + 1) % key.length;
    }
    for (int k = LENGTH - 1; k > 0; k--) {
      state[i] = (state[i] ^ (mixed(i - 1) * 1566083941)) - i;
      i = following(i);
    }
    state[0] = UPPER_BIT;
  }

  private int mixed(int i) {
    return state[i] ^ (state[i] >>> 30);
  }

  private int following(int i) {
    if (i + 1 < LENGTH) {
      return i + 1;
    }
    state[0] = state[LENGTH - 1];
    return 1;
  }

  /** The next 32 bits. */
  int next32() {
    if (next == LENGTH) {
      twist();
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void twist() {
    for (int i = 0; i < LENGTH; i++) {
      int y = (state[i] & UPPER_BIT) | (state[(i + 1) % LENGTH] & LOWER_BITS);
      state[i] = state[(i + SHIFT) % LENGTH] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : MATRIX);
    }
    next = 0;
  }
}
