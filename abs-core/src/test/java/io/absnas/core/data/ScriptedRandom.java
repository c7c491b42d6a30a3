package io.absnas.core.data;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.random.RandomGenerator;

/** A generator whose draws are written down in the test; it fails when they run out. */
final class ScriptedRandom implements RandomGenerator {
  private final Queue<Integer> draws = new ArrayDeque<>();

  /** The values of {@code nextInt} and, as 0 and 1, of {@code nextBoolean}, in order. */
  ScriptedRandom(int... draws) {
    for (int draw : draws) {
      this.draws.add(draw);
    }
  }

  @Override
  public int nextInt(int bound) {
    int draw = draws.remove();
    if (draw < 0 || draw >= bound) {
      throw new IllegalStateException(draw + " is not below the bound " + bound);
    }
    return draw;
  }

  @Override
  public boolean nextBoolean() {
    return draws.remove() == 1;
  }

  @Override
  public long nextLong() {
    throw new IllegalStateException("only bounded ints and booleans are written down");
  }

  int left() {
    return draws.size();
  }
}
