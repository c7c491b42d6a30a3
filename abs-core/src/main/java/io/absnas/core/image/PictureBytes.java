package io.absnas.core.image;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * A picture of unsigned bytes within a larger array, in the order (height, width, channels); red,
 * green, blue if there are three channels. The array is shared.
 */
public final class PictureBytes {
  private final byte[] values;
  private final int offset;
  private final int width;
  private final int height;
  private final int channels;

  /**
   * A place in an array, which stays the caller's.
   *
   * @param offset where the picture begins
   * @param channels 1 or 3
   */
  public PictureBytes(byte[] values, int offset, int width, int height, int channels) {
    this.values = requireNonNull(values, "values is null");
    if (offset < 0 || offset + (long) width * height * channels > values.length) {
      throw new IllegalArgumentException(
          "%d values do not hold %dx%dx%d from %d on"
              .formatted(values.length, width, height, channels, offset));
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, was " + channels);
    }
    this.offset = offset;
    this.width = width;
    this.height = height;
    this.channels = channels;
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Channels, side by side in memory. */
  public int channels() {
    return channels;
  }

  /** Number of values. */
  int size() {
    return width * height * channels;
  }

  /** The value at an index in the order of the values. */
  int at(int index) {
    return values[offset + index] & 0xff;
  }

  void set(int index, int value) {
    values[offset + index] = (byte) value;
  }

  /** A copy of the values. */
  byte[] copy() {
    return Arrays.copyOfRange(values, offset, offset + size());
  }
}
