package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.USAGE;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;

/**
 * From the bytes of an image to the float32 input of a network: placed on a square black canvas,
 * grey repeated to three channels where asked for, normalised. Without shift and flip this is the
 * transform of evaluation.
 *
 * <p>Black is the byte 0 before normalisation, so padded pixels become {@code -mean / std}.
 */
public final class PixelTransform implements InputTransform {
  private final int side;
  private final int channels;
  private final float[][] table;

  /**
   * A transform for one kind of network input.
   *
   * @param side height and width of the output in pixels
   * @param channels channels of the output
   */
  public PixelTransform(int side, int channels, Normalisation normalisation) {
    requireNonNull(normalisation, "normalisation is null");
    if (side < 1) {
      throw new IllegalArgumentException("side must be positive, was " + side);
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, was " + channels);
    }
    this.side = side;
    this.channels = channels;
    this.table = normalisation.table(channels);
  }

  @Override
  public int side() {
    return side;
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public String description() {
    return "centred on %dx%dx%d".formatted(side, side, channels);
  }

  @Override
  public int valueBytes() {
    return Float.BYTES;
  }

  /**
   * Checks that the images fit.
   *
   * @throws AbsException with {@code USAGE} if they are larger than the canvas or have colours
   *     where grey is asked for
   */
  @Override
  public void requireFits(ImageSource source) {
    PixelImages images = pixels(source);
    if (images.height() > side || images.width() > side) {
      throw new AbsException(
          USAGE,
          "data.side is %d, below the %dx%d images of %s"
              .formatted(side, images.height(), images.width(), images.id()));
    }
    if (images.channels() != 1 && images.channels() != channels) {
      throw new AbsException(
          USAGE,
          "data.channels is %d, but the images of %s have %d"
              .formatted(channels, images.id(), images.channels()));
    }
  }

  @Override
  public HostBatch batch(ImageSource source, int[] indices) {
    PixelImages images = pixels(source);
    float[] values = new float[indices.length * outputSize()];
    int[] labels = new int[indices.length];
    for (int position = 0; position < indices.length; position++) {
      labels[position] = images.label(indices[position]);
      write(images, indices[position], values, position * outputSize());
    }
    return new HostBatch(values, labels, side, side, channels);
  }

  /** The source as images of one size. */
  static PixelImages pixels(ImageSource source) {
    if (source instanceof PixelImages pixels) {
      return pixels;
    }
    throw new IllegalArgumentException(source.id() + " has images of many sizes");
  }

  /**
   * Writes one image, centred, as for evaluation.
   *
   * @param target receives {@link #outputSize()} values in the order (height, width, channels)
   */
  public void write(PixelImages images, int index, float[] target, int offset) {
    write(images, index, 0, 0, false, target, offset);
  }

  /**
   * Writes one image, moved.
   *
   * @param up rows by which the centred image moves up; negative: down
   * @param left columns by which it moves left, before it is flipped; negative: right
   * @param flip whether left and right are exchanged
   */
  void write(
      PixelImages images, int index, int up, int left, boolean flip, float[] target, int offset) {
    byte[] moved = new byte[outputSize()];
    place(images, index, up, left, flip, moved);
    normalise(moved, target, offset);
  }

  /**
   * The same before normalisation.
   *
   * @param target receives {@link #outputSize()} unsigned bytes
   */
  void place(PixelImages images, int index, int up, int left, boolean flip, byte[] target) {
    int height = images.height();
    int width = images.width();
    int depth = images.channels();
    byte[] pixels = new byte[images.imageBytes()];
    images.copyPixels(index, pixels, 0);
    int firstRow = up - (side - height) / 2;
    int firstColumn = left - (side - width) / 2;
    int at = 0;
    for (int y = 0; y < side; y++) {
      int row = y + firstRow;
      for (int x = 0; x < side; x++) {
        int column = (flip ? side - 1 - x : x) + firstColumn;
        boolean inside = row >= 0 && row < height && column >= 0 && column < width;
        int pixel = (row * width + column) * depth;
        for (int channel = 0; channel < channels; channel++) {
          target[at++] = inside ? pixels[pixel + (depth == 1 ? 0 : channel)] : 0;
        }
      }
    }
  }

  /** The normalised values of an image of {@link #outputSize()} unsigned bytes. */
  void normalise(byte[] image, float[] target, int offset) {
    int at = 0;
    while (at < image.length) {
      for (int channel = 0; channel < channels; channel++, at++) {
        target[offset + at] = table[channel][image[at] & 0xff];
      }
    }
  }
}
