package io.absnas.core.image;

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

  /** Takes a new shape; the values are undefined. */
  void reshape(int newWidth, int newHeight, int newChannels) {
    width = newWidth;
    height = newHeight;
    channels = newChannels;
    int size = Math.multiplyExact(Math.multiplyExact(newWidth, newHeight), newChannels);
    if (values.length < size) {
      values = new byte[size];
    }
  }

  /** Takes over an array of exactly this shape. */
  void set(int newWidth, int newHeight, int newChannels, byte[] newValues) {
    if (newValues.length != newWidth * newHeight * newChannels) {
      throw new IllegalArgumentException(newValues.length + " values for such a picture");
    }
    width = newWidth;
    height = newHeight;
    channels = newChannels;
    values = newValues;
  }
}
