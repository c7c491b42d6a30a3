package io.absnas.core.train;

import io.absnas.core.data.HostBatch;
import io.absnas.core.run.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Small colour images whose class is a bright quadrant of one colour, on noise. */
final class SyntheticImages {
  static final int CLASSES = 4;
  static final int SIDE = 16;

  private SyntheticImages() {}

  /** Batch number {@code number}; equal numbers give equal batches. */
  static HostBatch batch(long number, int images) {
    RandomGenerator random = RandomStreams.of(11).stream("images", number);
    float[] pixels = new float[images * SIDE * SIDE * 3];
    int[] labels = new int[images];
    int at = 0;
    for (int n = 0; n < images; n++) {
      int label = random.nextInt(CLASSES);
      labels[n] = label;
      for (int h = 0; h < SIDE; h++) {
        for (int w = 0; w < SIDE; w++) {
          boolean bright = label == (h < SIDE / 2 ? 0 : 2) + (w < SIDE / 2 ? 0 : 1);
          for (int c = 0; c < 3; c++) {
            pixels[at++] = (float) (0.5 * random.nextGaussian() + (bright && c != 1 ? 1.5 : 0));
          }
        }
      }
    }
    return new HostBatch(pixels, labels, SIDE, SIDE, 3);
  }

  static List<HostBatch> batches(int first, int count, int images) {
    List<HostBatch> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batches.add(batch(first + i, images));
    }
    return batches;
  }
}
