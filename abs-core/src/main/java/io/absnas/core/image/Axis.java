package io.absnas.core.image;

import java.util.Arrays;

/**
 * How the pixels of one axis are weighed when a picture is resized: pixel i of the output is the
 * sum of {@code count(i)} source pixels from {@code first(i)} on, times their weights.
 *
 * <p>Weights are whole numbers, as in the programs whose results they repeat, so that results do
 * not depend on the order of additions.
 */
public final class Axis {
  /** PIL's fixed point: 32 bits less 8 of the pixel and 2 to spare. */
  private static final int ANTIALIASED_BITS = 22;

  /** OpenCV's fixed point. */
  private static final int LINEAR_BITS = 11;

  private final int bits;
  private final int reach;
  private final int stride;
  private final int[] first;
  private final int[] count;
  private final int[] weights;

  private Axis(int bits, int[] first, int[][] found) {
    this.bits = bits;
    this.first = first;
    this.count = new int[first.length];
    int most = 1;
    for (int i = 0; i < first.length; i++) {
      count[i] = withoutZeros(found[i]);
      most = Math.max(most, count[i]);
    }
    this.reach = most;
    this.stride =
        reach <= RowPair.SINGLE
            ? reach
            : (reach + RowPair.BLOCK - 1) / RowPair.BLOCK * RowPair.BLOCK;
    this.weights = new int[first.length * stride];
    for (int i = 0; i < first.length; i++) {
      System.arraycopy(found[i], 0, weights, i * stride, count[i]);
    }
  }

  private Axis(int bits, int reach, int stride, int[] first, int[] count, int[] weights) {
    this.bits = bits;
    this.reach = reach;
    this.stride = stride;
    this.first = first;
    this.count = count;
    this.weights = weights;
  }

  /** The same outputs in the opposite order. */
  public Axis mirrored() {
    Axis mirror =
        new Axis(
            bits,
            reach,
            stride,
            new int[first.length],
            new int[first.length],
            new int[weights.length]);
    for (int i = 0; i < first.length; i++) {
      int other = first.length - 1 - i;
      mirror.first[i] = first[other];
      mirror.count[i] = count[other];
      System.arraycopy(weights, other * stride, mirror.weights, i * stride, stride);
    }
    return mirror;
  }

  /** Weights of 0 at the end would read pixels for nothing, or that are not there. */
  private static int withoutZeros(int[] weights) {
    int count = weights.length;
    while (count > 1 && weights[count - 1] == 0) {
      count--;
    }
    return count;
  }

  /**
   * Triangle filter that is as wide as an output pixel where the picture shrinks: PIL's {@code
   * resize(..., BILINEAR)}, and so torchvision's on PIL images, bit by bit.
   *
   * @param in source pixels
   * @param out pixels of the whole output
   * @param from first output pixel that is wanted
   * @param outputs how many are wanted
   */
  public static Axis antialiased(int in, int out, int from, int outputs) {
    requireSizes(in, out, from, outputs);
    double scale = (double) in / out;
    double stretch = Math.max(scale, 1);
    int[] first = new int[outputs];
    int[][] weights = new int[outputs][];
    for (int i = 0; i < outputs; i++) {
      double centre = (from + i + 0.5) * scale;
      int low = Math.max(0, (int) (centre - stretch + 0.5));
      int high = Math.min(in, (int) (centre + stretch + 0.5));
      first[i] = low;
      weights[i] = triangle(low, high, centre, stretch);
    }
    return new Axis(ANTIALIASED_BITS, first, weights);
  }

  private static int[] triangle(int low, int high, double centre, double stretch) {
    double[] shares = new double[high - low];
    double sum = 0;
    for (int tap = 0; tap < shares.length; tap++) {
      double distance = Math.abs((low + tap - centre + 0.5) * (1 / stretch));
      shares[tap] = distance < 1 ? 1 - distance : 0;
      sum += shares[tap];
    }
    int[] weights = new int[shares.length];
    for (int tap = 0; tap < shares.length; tap++) {
      weights[tap] = (int) (0.5 + shares[tap] / sum * (1 << ANTIALIASED_BITS));
    }
    return weights;
  }

  /**
   * The two nearest pixels, however much the picture shrinks, pixel centres at half positions:
   * OpenCV's {@code resize(..., INTER_LINEAR)} up to one grey level. Parameters as for {@link
   * #antialiased}.
   */
  public static Axis linear(int in, int out, int from, int outputs) {
    requireSizes(in, out, from, outputs);
    double scale = (double) in / out;
    int[] first = new int[outputs];
    int[][] weights = new int[outputs][];
    for (int i = 0; i < outputs; i++) {
      double position = Math.min(in - 1, Math.max(0, (from + i + 0.5) * scale - 0.5));
      first[i] = (int) position;
      int second = (int) Math.rint((position - first[i]) * (1 << LINEAR_BITS));
      weights[i] = new int[] {(1 << LINEAR_BITS) - second, second};
    }
    return new Axis(LINEAR_BITS, first, weights);
  }

  private static void requireSizes(int in, int out, int from, int outputs) {
    if (in < 1 || out < 1 || from < 0 || outputs < 1 || (long) from + outputs > out) {
      throw new IllegalArgumentException(
          "pixels %d to %d of %d from %d".formatted(from, (long) from + outputs - 1, out, in));
    }
  }

  /** The first source pixel that any output reads. */
  public int start() {
    return Arrays.stream(first).min().orElse(0);
  }

  /** The position behind the last source pixel that any output reads. */
  public int end() {
    int end = 0;
    for (int i = 0; i < first.length; i++) {
      end = Math.max(end, first[i] + count[i]);
    }
    return end;
  }

  /** The same for a source of which the first {@code pixels} are left out. */
  public Axis without(int pixels) {
    Axis moved = new Axis(bits, reach, stride, first.clone(), count, weights);
    for (int i = 0; i < first.length; i++) {
      moved.first[i] -= pixels;
      if (moved.first[i] < 0) {
        throw new IllegalArgumentException("pixel " + first[i] + " is read, but left out");
      }
    }
    return moved;
  }

  int outputs() {
    return first.length;
  }

  int first(int i) {
    return first[i];
  }

  int count(int i) {
    return count[i];
  }

  /** The most source pixels of one output. */
  int reach() {
    return reach;
  }

  /**
   * How many weights there are for each output: {@link #reach}, or the next multiple of a block;
   * those that are too many are 0.
   */
  int stride() {
    return stride;
  }

  /** {@link #stride} weights for each output; their sum is 1 &lt;&lt; {@link #bits}. */
  int[] weights() {
    return weights;
  }

  int bits() {
    return bits;
  }

  /** Whether values are rounded to bytes between the axes, as PIL does. */
  boolean roundsBetween() {
    return bits == ANTIALIASED_BITS;
  }
}
