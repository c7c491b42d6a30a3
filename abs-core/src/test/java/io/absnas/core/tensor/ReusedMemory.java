package io.absnas.core.tensor;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.Arrays;

/** Memory that Java gives up, taken again at once by something else. */
public final class ReusedMemory {
  private static final int ROUNDS = 20;
  private static final int BUFFERS = 64;

  private ReusedMemory() {}

  /** Has Java collect what nothing refers to, and fills blocks of this size with NaN. */
  public static void fillWithNaN(int doubles) {
    double[] nothing = new double[doubles];
    Arrays.fill(nothing, Double.NaN);
    for (int round = 0; round < ROUNDS; round++) {
      System.gc();
      DoubleBuffer[] blocks = new DoubleBuffer[BUFFERS];
      try {
        Arrays.setAll(
            blocks,
            i -> ByteBuffer.allocateDirect(doubles * Double.BYTES).asDoubleBuffer().put(nothing));
      } finally {
        Reference.reachabilityFence(blocks);
      }
    }
  }
}
