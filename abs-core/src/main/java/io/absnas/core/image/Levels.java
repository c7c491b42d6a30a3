package io.absnas.core.image;

import java.util.Arrays;

/** Changes that give each value another one, as PIL's {@code ImageOps} do. */
final class Levels {
  private static final int COUNT = 256;

  private Levels() {}

  /** Only the highest bits stay. */
  static void posterize(PictureBytes picture, int bits) {
    int[] table = new int[COUNT];
    Arrays.setAll(table, value -> value & -(1 << (8 - bits)));
    for (int channel = 0; channel < picture.channels(); channel++) {
      map(picture, channel, table);
    }
  }

  /** Values from the threshold on are turned around. */
  static void solarize(PictureBytes picture, double threshold) {
    int[] table = new int[COUNT];
    Arrays.setAll(table, value -> value < threshold ? value : COUNT - 1 - value);
    for (int channel = 0; channel < picture.channels(); channel++) {
      map(picture, channel, table);
    }
  }

  /** The lowest value of each channel becomes 0, the highest one 255. */
  static void autoContrast(PictureBytes picture) {
    for (int channel = 0; channel < picture.channels(); channel++) {
      int[] histogram = histogram(picture, channel);
      int low = 0;
      while (histogram[low] == 0) {
        low++;
      }
      int high = COUNT - 1;
      while (histogram[high] == 0) {
        high--;
      }
      if (high > low) {
        double scale = 255.0 / (high - low);
        double shift = -low * scale;
        int[] table = new int[COUNT];
        Arrays.setAll(
            table, value -> Math.max(0, Math.min(COUNT - 1, (int) (value * scale + shift))));
        map(picture, channel, table);
      }
    }
  }

  /** Equally many pixels of each channel have each value, as far as that can be. */
  static void equalize(PictureBytes picture) {
    for (int channel = 0; channel < picture.channels(); channel++) {
      int[] histogram = histogram(picture, channel);
      int last = COUNT - 1;
      while (histogram[last] == 0) {
        last--;
      }
      int pixels = picture.width() * picture.height();
      int step = (pixels - histogram[last]) / (COUNT - 1);
      if (step > 0) {
        int[] table = new int[COUNT];
        int sum = step / 2;
        for (int value = 0; value < COUNT; value++) {
          table[value] = Math.min(COUNT - 1, sum / step);
          sum += histogram[value];
        }
        map(picture, channel, table);
      }
    }
  }

  private static int[] histogram(PictureBytes picture, int channel) {
    int[] histogram = new int[COUNT];
    for (int index = channel; index < picture.size(); index += picture.channels()) {
      histogram[picture.at(index)]++;
    }
    return histogram;
  }

  private static void map(PictureBytes picture, int channel, int[] table) {
    for (int index = channel; index < picture.size(); index += picture.channels()) {
      picture.set(index, table[picture.at(index)]);
    }
  }
}
