package io.absnas.core.data;

import java.util.random.RandomGenerator;

/** Uniformly random orders (R. Durstenfeld, "Algorithm 235: random permutation", 1964). */
public final class Permutation {
  private Permutation() {}

  /** A permutation of 0 to {@code size - 1}. */
  public static int[] of(int size, RandomGenerator random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[other];
      order[other] = swap;
    }
    return order;
  }
}
