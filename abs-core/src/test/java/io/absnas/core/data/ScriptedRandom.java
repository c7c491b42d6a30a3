package io.absnas.core.data;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.random.RandomGenerator;

/** A generator whose draws are written down in the test; it fails when they run out. */
final class ScriptedRandom implements RandomGenerator {
  private final Queue<Double> draws = new ArrayDeque<>();

  /** The values of {@code nextInt} and, as 0 and 1, of {@code nextBoolean}, in order. */
  ScriptedRandom(int... draws) {
    Arrays.stream(draws).forEach(draw -> this.draws.add((double) draw));
  }

  /** The same with values of {@code nextDouble} and {@code nextGaussian} among them. */
  static ScriptedRandom of(double... draws) {
    ScriptedRandom random = new ScriptedRandom();
    Arrays.stream(draws).forEach(random.draws::add);
    return random;
  }

  @Override
  public int nextInt(int bound) {
    double draw = draws.remove();
    if (draw < 0 || draw >= bound || draw != Math.rint(draw)) {
      throw new IllegalStateException(draw + " is not below the bound " + bound);
    }
    return (int) draw;
  }

  @Override
  public boolean nextBoolean() {
    return draws.remove() == 1;
  }

  @Override
  public double nextDouble(double origin, double bound) {
    double draw = draws.remove();
    if (draw < origin || draw >= bound) {
      throw new IllegalStateException(draw + " is not in the range " + origin + " to " + bound);
    }
    return draw;
  }

  @Override
  public double nextGaussian() {
    return draws.remove();
  }

  @Override
  public long nextLong() {
    throw new IllegalStateException("only bounded numbers, normal ones and booleans are written");
  }

  int left() {
    return draws.size();
  }
}
