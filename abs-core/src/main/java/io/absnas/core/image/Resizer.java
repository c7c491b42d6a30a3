package io.absnas.core.image;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Optional;

/**
 * Resizes pictures, first along rows, then along columns, in whole numbers; reuses its memory; for
 * one thread. Grey pictures come out in three equal channels.
 */
public final class Resizer {
  private final RowPair pair;
  private int[][] rows = new int[0][];
  private int[] rowNumbers = new int[0];
  private int[] sums = new int[0];
  private int[] spare = new int[0];

  /**
   * A resizer.
   *
   * @param blueFirst whether it writes blue, green, red instead of red, green, blue
   */
  public Resizer(boolean blueFirst) {
    this.pair = new RowPair(blueFirst);
  }

  /**
   * Writes a resized picture, or the part of it that the axes speak of.
   *
   * @param columns of the same kind as {@code rowAxis}; mirrored for a mirrored picture
   * @param tables what becomes of each value, by places of the written pixel: 3 times 256 bytes
   * @param target receives outputs of both axes times 3 bytes in the order (height, width, colour)
   */
  public void write(
      Pixels source,
      Axis columns,
      Axis rowAxis,
      Optional<byte[][]> tables,
      byte[] target,
      int offset) {
    requireNonNull(source, "source is null");
    if (columns.bits() != rowAxis.bits()) {
      throw new IllegalArgumentException("axes of two kinds");
    }
    int values = columns.outputs() * source.channels();
    reserve(values, rowAxis);
    int shift = columns.roundsBetween() ? rowAxis.bits() : 2 * rowAxis.bits();
    for (int y = 0; y < rowAxis.outputs(); y++) {
      int first = rowAxis.first(y);
      int count = rowAxis.count(y);
      for (int row = first; row < first + count; row++) {
        along(source, row, columns);
      }
      sum(first, count, rowAxis.weights(), y * rowAxis.stride(), values, 1 << (shift - 1));
      int at = offset + y * columns.outputs() * 3;
      store(source.channels(), values, shift, target, at);
      if (tables.isPresent()) {
        change(tables.get(), target, at, columns.outputs());
      }
    }
  }

  /** A ring of as many rows as one output row reads at most, and the row below them. */
  private void reserve(int values, Axis rowAxis) {
    int needed = rowAxis.reach() + 1;
    if (rows.length != needed || sums.length != values) {
      rows = new int[needed][values];
      rowNumbers = new int[needed];
      sums = new int[values];
      spare = new int[values];
    }
    Arrays.fill(rowNumbers, -1);
  }

  /** Makes sure that a row and the next one have been resized along the columns. */
  private void along(Pixels source, int row, Axis columns) {
    if (rowNumbers[row % rows.length] == row) {
      return;
    }
    int next = Math.min(row + 1, source.height() - 1);
    int[] lower = next == row ? spare : rows[next % rows.length];
    pair.resize(source, row, next, columns, rows[row % rows.length], lower);
    rowNumbers[row % rows.length] = row;
    rowNumbers[next % rows.length] = next;
  }

  /** Written so that the compiler turns the inner loops into vector instructions. */
  private void sum(int first, int count, int[] weights, int at, int values, int half) {
    int[] total = sums;
    int tap = count & 1;
    if (tap == 1) {
      int[] row = rows[first % rows.length];
      int weight = weights[at];
      for (int i = 0; i < values; i++) {
        total[i] = half + row[i] * weight;
      }
    } else {
      Arrays.fill(total, half);
    }
    for (; tap < count; tap += 2) {
      int[] row = rows[(first + tap) % rows.length];
      int[] next = rows[(first + tap + 1) % rows.length];
      int weight = weights[at + tap];
      int nextWeight = weights[at + tap + 1];
      for (int i = 0; i < values; i++) {
        total[i] += row[i] * weight + next[i] * nextWeight;
      }
    }
  }

  private void store(int channels, int values, int shift, byte[] target, int offset) {
    int[] total = sums;
    if (channels == 3) {
      for (int i = 0; i < values; i++) {
        target[offset + i] = (byte) (total[i] >> shift);
      }
      return;
    }
    for (int i = 0, at = offset; i < values; i++, at += 3) {
      byte grey = (byte) (total[i] >> shift);
      target[at] = grey;
      target[at + 1] = grey;
      target[at + 2] = grey;
    }
  }

  private static void change(byte[][] tables, byte[] target, int offset, int pixels) {
    for (int place = 0; place < 3; place++) {
      byte[] table = tables[place];
      for (int i = 0, at = offset + place; i < pixels; i++, at += 3) {
        target[at] = table[target[at] & 0xff];
      }
    }
  }
}
