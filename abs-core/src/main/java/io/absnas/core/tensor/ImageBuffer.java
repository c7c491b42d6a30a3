package io.absnas.core.tensor;

import static java.util.Objects.requireNonNull;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Input batches in the channels-last layout, which the engine's kernels prefer and which carries
 * through a whole network. One array on the host is filled again and again. On a CPU it is the
 * batch, which so is valid until the next call of {@link #fill}; a GPU gets a copy, made before
 * fill returns.
 */
public final class ImageBuffer implements AutoCloseable {
  /** So many that the values stay in the processor's first cache. */
  private static final int PIECE_PIXELS = 2048;

  private final NDArray pixels; // (capacity, side, side, channels) float32, on the host
  private final boolean copies;
  private final NDManager host;
  private @Nullable NDArray bytes; // the same in uint8, if bytes are sent

  /**
   * A buffer for batches of up to {@code capacity} square images.
   *
   * @param manager decides on the device and closes the buffer with itself
   */
  public ImageBuffer(NDManager manager, int capacity, int side, int channels) {
    this(manager, capacity, side, channels, manager.getDevice().isGpu());
  }

  ImageBuffer(NDManager manager, int capacity, int side, int channels, boolean copies) {
    requireNonNull(manager, "manager is null");
    this.copies = copies;
    this.host = copies ? manager.newSubManager(Device.cpu()) : manager;
    this.pixels = host.zeros(new Shape(capacity, side, side, channels));
  }

  /**
   * Copies a batch to the device.
   *
   * @param values images x side x side x channels values, pixel by pixel
   * @param images number of images, at most the capacity
   * @param step manager that the result belongs to
   * @return (images, channels, side, side) float32, channels last in memory
   */
  public NDArray fill(float[] values, int images, NDManager step) {
    int expected = requireFits(values.length, images);
    HostCopies.memory(pixels).asFloatBuffer().put(values, 0, expected);
    if (copies) {
      return sent(pixels, images, step).transpose(0, 3, 1, 2);
    }
    return filled(images, step);
  }

  /**
   * Copies a batch of bytes to the device, where they become float32: v itself, or ((v / 255) -
   * mean) / std, each step rounded to float32. Only the bytes travel to a GPU.
   *
   * @param values images x side x side x channels unsigned bytes from {@code offset} on
   * @param mean one value a channel; none where values are used as they are
   * @param std as many
   * @return as for {@link #fill(float[], int, NDManager)}
   */
  public NDArray fill(
      byte[] values, int offset, int images, float[] mean, float[] std, NDManager step) {
    int expected = requireFits(values.length - offset, images);
    if (!copies) {
      fillByTable(values, offset, expected, mean, std);
      return filled(images, step);
    }
    NDArray source = bytes == null ? host.create(pixels.getShape(), DataType.UINT8) : bytes;
    bytes = source;
    HostCopies.memory(source).put(values, offset, expected);
    try (NDArray sent = sent(source, images, step)) {
      NDArray floats = sent.toType(DataType.FLOAT32, true);
      if (mean.length > 0) {
        try (NDArray means = step.create(mean);
            NDArray deviations = step.create(std)) {
          floats.divi(255).subi(means).divi(deviations);
        }
      }
      return floats.transpose(0, 3, 1, 2);
    }
  }

  /**
   * A table is faster than the arithmetic, and gives the same. Arrays in between are faster than
   * single values to memory outside of the heap.
   */
  private void fillByTable(byte[] values, int offset, int count, float[] mean, float[] std) {
    FloatBuffer memory = HostCopies.memory(pixels).asFloatBuffer();
    int channels = (int) pixels.getShape().get(3);
    float[][] tables = new float[channels][256];
    for (int channel = 0; channel < channels; channel++) {
      for (int value = 0; value < 256; value++) {
        tables[channel][value] =
            mean.length == 0 ? value : (value / 255f - mean[channel]) / std[channel];
      }
    }
    float[] piece = new float[Math.min(count, PIECE_PIXELS * channels)];
    for (int at = 0; at < count; at += piece.length) {
      int size = Math.min(piece.length, count - at);
      if (channels == 3) {
        threeChannels(values, offset + at, size, tables[0], tables[1], tables[2], piece);
      } else {
        for (int i = 0; i < size; i++) {
          piece[i] = tables[i % channels][values[offset + at + i] & 0xff];
        }
      }
      memory.put(at, piece, 0, size);
    }
  }

  private static void threeChannels(
      byte[] values, int offset, int size, float[] red, float[] green, float[] blue, float[] to) {
    for (int i = 0; i < size; i += 3) {
      to[i] = red[values[offset + i] & 0xff];
      to[i + 1] = green[values[offset + i + 1] & 0xff];
      to[i + 2] = blue[values[offset + i + 2] & 0xff];
    }
  }

  private int requireFits(int found, int images) {
    Shape shape = pixels.getShape();
    long expected = images * (shape.size() / shape.get(0));
    if (images < 1 || images > shape.get(0) || found < expected) {
      throw new IllegalArgumentException(
          "%d values for %d images of a buffer of shape %s".formatted(found, images, shape));
    }
    return Math.toIntExact(expected);
  }

  private static NDArray sent(NDArray source, int images, NDManager step) {
    try (NDArray part = Ops.slice(source, 0, 0, images)) {
      NDArray copy = step.create(part.getShape(), source.getDataType());
      InPlace.copy(copy, part);
      return copy;
    }
  }

  private NDArray filled(int images, NDManager step) {
    try (NDArray part = Ops.slice(pixels, 0, 0, images)) {
      NDArray batch = part.transpose(0, 3, 1, 2);
      batch.attach(step);
      return batch;
    }
  }

  /**
   * A new channels-last array from values in pixel order.
   *
   * @param nhwc images x height x width x channels values
   * @return (images, channels, height, width) float32
   */
  public static NDArray channelsLast(
      NDManager manager, float[] nhwc, int images, int height, int width, int channels) {
    return HostCopies.create(manager, nhwc, new Shape(images, height, width, channels))
        .transpose(0, 3, 1, 2);
  }

  @Override
  public void close() {
    pixels.close();
    if (bytes != null) {
      bytes.close();
    }
  }
}
