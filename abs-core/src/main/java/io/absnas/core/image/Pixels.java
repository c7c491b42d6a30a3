package io.absnas.core.image;

import java.util.Arrays;

/**
 * A decoded picture: unsigned bytes in the order (height, width, channels), one channel for grey,
 * three for red, green, blue. The memory is used again for the next picture.
 */
public final class Pixels {
  private byte[] values = new byte[0];
  private int width;
  private int height;
  private int channels;

  /** Columns. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** 1 for grey, 3 for red, green, blue. */
  public int channels() {
    return channels;
  }

  /** The values themselves, at least height times width times channels of them. */
  public byte[] values() {
    return values;
  }

  /** The value of one pixel and channel, 0 to 255. */
  public int at(int x, int y, int channel) {
    return values[(y * width + x) * channels + channel] & 0xff;
  }

  /**
   * Copies a picture onto a black one.
   *
   * @param left column of the black picture that the other's first column comes to
   * @param top row of the black picture that the other's first row comes to
   */
  public void place(Pixels picture, int left, int top, int newWidth, int newHeight) {
    reshape(newWidth, newHeight, picture.channels);
    Arrays.fill(values, (byte) 0);
    int bytes = picture.width * channels;
    for (int row = 0; row < picture.height; row++) {
      int at = ((top + row) * width + left) * channels;
      System.arraycopy(picture.values, row * bytes, values, at, bytes);
    }
  }

  /**
   * Copies a part of another picture.
   *
   * @param part inside of it
   */
  public void crop(Pixels picture, Region part) {
    reshape(part.width(), part.height(), picture.channels);
    int bytes = part.width() * channels;
    for (int row = 0; row < part.height(); row++) {
      int from = ((part.top() + row) * picture.width + part.left()) * channels;
      System.arraycopy(picture.values, from, values, row * bytes, bytes);
    }
  }

  /**
   * Takes a new shape.
   *
   * @return {@link #values}, which are undefined
   */
  public byte[] reshape(int newWidth, int newHeight, int newChannels) {
    width = newWidth;
    height = newHeight;
    channels = newChannels;
    int size = Math.multiplyExact(Math.multiplyExact(newWidth, newHeight), newChannels);
    if (values.length < size) {
      values = new byte[size];
    }
    return values;
  }
}
