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
public final class PixelTransform {
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

  /** Height and width of the output in pixels. */
  public int side() {
    return side;
  }

  /** Channels of the output. */
  public int channels() {
    return channels;
  }

  /** Values of one output image: side times side times channels. */
  public int outputSize() {
    return side * side * channels;
  }

  /**
   * Checks that the images fit.
   *
   * @throws AbsException with {@code USAGE} if they are larger than the canvas or have colours
   *     where grey is asked for
   */
  public void requireFits(ImageSource images) {
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

  /**
   * Checks that a batch fits one array.
   *
   * @throws AbsException with {@code USAGE} if it does not
   */
  void requireCountable(int batchSize) {
    if ((long) batchSize * outputSize() > Integer.MAX_VALUE) {
      throw new AbsException(
          USAGE,
          "batch size %d is above the %d images of %dx%dx%d values that fit one batch"
              .formatted(batchSize, Integer.MAX_VALUE / outputSize(), side, side, channels));
    }
  }

  /**
   * Writes one image, centred, as for evaluation.
   *
   * @param target receives {@link #outputSize()} values in the order (height, width, channels)
   */
  public void write(ImageSource images, int index, float[] target, int offset) {
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
      ImageSource images, int index, int up, int left, boolean flip, float[] target, int offset) {
    int height = images.height();
    int width = images.width();
    int depth = images.channels();
    byte[] pixels = new byte[images.imageBytes()];
    images.copyPixels(index, pixels, 0);
    int firstRow = up - (side - height) / 2;
    int firstColumn = left - (side - width) / 2;
    int at = offset;
    for (int y = 0; y < side; y++) {
      int row = y + firstRow;
      for (int x = 0; x < side; x++) {
        int column = (flip ? side - 1 - x : x) + firstColumn;
        boolean inside = row >= 0 && row < height && column >= 0 && column < width;
        int pixel = (row * width + column) * depth;
        for (int channel = 0; channel < channels; channel++) {
          int value = inside ? pixels[pixel + (depth == 1 ? 0 : channel)] & 0xff : 0;
          target[at++] = table[channel][value];
        }
      }
    }
  }
}
