package io.absnas.core.image;

/**
 * Two rows of a picture resized at once. A long holds a value of the upper row in its low half and
 * one of the lower row in its high half; a byte times a weight of 22 bits stays below 31 bits, so
 * one multiplication does the work of two.
 *
 * <p>Few weights are added up without a loop, because the loops would take longer than the sums.
 */
final class RowPair {
  /** Weights in one step of the general case. */
  static final int BLOCK = 4;

  /** The most weights that have a case of their own. */
  static final int SINGLE = 5;

  private final int first;
  private final int third;
  private long[] packed = new long[0];
  private int[] upper = new int[0];
  private int[] lower = new int[0];
  private int shift;

  /** Results have blue before green before red, or the other way round. */
  RowPair(boolean blueFirst) {
    this.first = blueFirst ? 2 : 0;
    this.third = 2 - first;
  }

  /**
   * Resizes rows {@code upperRow} and {@code lowerRow} along the axis.
   *
   * @param upperResult receives a value for each output and channel
   * @param lowerResult the same
   */
  void resize(
      Pixels source, int upperRow, int lowerRow, Axis axis, int[] upperResult, int[] lowerResult) {
    pack(source, upperRow, lowerRow, axis.stride());
    upper = upperResult;
    lower = lowerResult;
    shift = axis.roundsBetween() ? axis.bits() : 0;
    if (source.channels() == 1) {
      grey(axis);
      return;
    }
    switch (axis.stride()) {
      case 1 -> one(axis);
      case 2 -> two(axis);
      case 3 -> three(axis);
      case 4 -> four(axis);
      case 5 -> five(axis);
      default -> blocks(axis);
    }
  }

  /** Weights of 0 may stand for pixels behind the last one, so there is room for them. */
  private void pack(Pixels source, int upperRow, int lowerRow, int stride) {
    int values = source.width() * source.channels();
    int room = values + 3 * stride;
    if (packed.length < room) {
      packed = new long[room];
    }
    byte[] pixels = source.values();
    int up = upperRow * values;
    int down = lowerRow * values;
    for (int i = 0; i < values; i++) {
      packed[i] = (pixels[up + i] & 0xffL) | (pixels[down + i] & 0xffL) << 32;
    }
  }

  private long half() {
    long half = shift == 0 ? 0 : 1L << (shift - 1);
    return half | half << 32;
  }

  private void put(int out, long value) {
    upper[out] = (int) value >> shift;
    lower[out] = (int) (value >> 32) >> shift;
  }

  private void grey(Axis axis) {
    long[] p = packed;
    int[] weights = axis.weights();
    int stride = axis.stride();
    long half = half();
    int weight = 0;
    for (int x = 0; x < axis.outputs(); x++) {
      int pixel = axis.first(x);
      long sum = half;
      for (int tap = 0; tap < stride; tap++) {
        sum += p[pixel + tap] * weights[weight++];
      }
      put(x, sum);
    }
  }

  private void one(Axis axis) {
    long[] p = packed;
    int[] weights = axis.weights();
    long half = half();
    for (int x = 0, out = 0; x < axis.outputs(); x++, out += 3) {
      int i = 3 * axis.first(x);
      long a = weights[x];
      put(out + first, half + p[i] * a);
      put(out + 1, half + p[i + 1] * a);
      put(out + third, half + p[i + 2] * a);
    }
  }

  private void two(Axis axis) {
    long[] p = packed;
    int[] weights = axis.weights();
    long half = half();
    for (int x = 0, out = 0, w = 0; x < axis.outputs(); x++, out += 3, w += 2) {
      int i = 3 * axis.first(x);
      long a = weights[w];
      long b = weights[w + 1];
      put(out + first, half + p[i] * a + p[i + 3] * b);
      put(out + 1, half + p[i + 1] * a + p[i + 4] * b);
      put(out + third, half + p[i + 2] * a + p[i + 5] * b);
    }
  }

  private void three(Axis axis) {
    long[] p = packed;
    int[] weights = axis.weights();
    long half = half();
    for (int x = 0, out = 0, w = 0; x < axis.outputs(); x++, out += 3, w += 3) {
      int i = 3 * axis.first(x);
      long a = weights[w];
      long b = weights[w + 1];
      long c = weights[w + 2];
      put(out + first, half + p[i] * a + p[i + 3] * b + p[i + 6] * c);
      put(out + 1, half + p[i + 1] * a + p[i + 4] * b + p[i + 7] * c);
      put(out + third, half + p[i + 2] * a + p[i + 5] * b + p[i + 8] * c);
    }
  }

  private void four(Axis axis) {
    long[] p = packed;
    int[] weights = axis.weights();
    long half = half();
    for (int x = 0, out = 0, w = 0; x < axis.outputs(); x++, out += 3, w += 4) {
      int i = 3 * axis.first(x);
      long a = weights[w];
      long b = weights[w + 1];
      long c = weights[w + 2];
      long d = weights[w + 3];
      put(out + first, half + p[i] * a + p[i + 3] * b + p[i + 6] * c + p[i + 9] * d);
      put(out + 1, half + p[i + 1] * a + p[i + 4] * b + p[i + 7] * c + p[i + 10] * d);
      put(out + third, half + p[i + 2] * a + p[i + 5] * b + p[i + 8] * c + p[i + 11] * d);
    }
  }

  private void five(Axis axis) {
    long[] p = packed;
    int[] weights = axis.weights();
    long half = half();
    for (int x = 0, out = 0, w = 0; x < axis.outputs(); x++, out += 3, w += 5) {
      int i = 3 * axis.first(x);
      long a = weights[w];
      long b = weights[w + 1];
      long c = weights[w + 2];
      long d = weights[w + 3];
      long e = weights[w + 4];
      put(
          out + first,
          half + p[i] * a + p[i + 3] * b + p[i + 6] * c + p[i + 9] * d + p[i + 12] * e);
      put(
          out + 1,
          half + p[i + 1] * a + p[i + 4] * b + p[i + 7] * c + p[i + 10] * d + p[i + 13] * e);
      put(
          out + third,
          half + p[i + 2] * a + p[i + 5] * b + p[i + 8] * c + p[i + 11] * d + p[i + 14] * e);
    }
  }

  private void blocks(Axis axis) {
    long[] p = packed;
    int[] weights = axis.weights();
    int stride = axis.stride();
    long half = half();
    for (int x = 0, out = 0, w = 0; x < axis.outputs(); x++, out += 3) {
      int i = 3 * axis.first(x);
      long red = half;
      long green = half;
      long blue = half;
      for (int end = w + stride; w < end; w += BLOCK, i += 3 * BLOCK) {
        long a = weights[w];
        long b = weights[w + 1];
        long c = weights[w + 2];
        long d = weights[w + 3];
        red += p[i] * a + p[i + 3] * b + p[i + 6] * c + p[i + 9] * d;
        green += p[i + 1] * a + p[i + 4] * b + p[i + 7] * c + p[i + 10] * d;
        blue += p[i + 2] * a + p[i + 5] * b + p[i + 8] * c + p[i + 11] * d;
      }
      put(out + first, red);
      put(out + 1, green);
      put(out + third, blue);
    }
  }
}
