package io.absnas.core.tensor;

import static java.util.Objects.requireNonNull;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Input batches in the channels-last layout, which the engine's kernels prefer and which carries
 * through a whole network. One array on the host is filled again and again. On a CPU it is the
 * batch, which so is valid until the next call of {@link #fill}; a GPU gets a copy, made before
 * fill returns.
 */
public final class ImageBuffer implements AutoCloseable {
  private final NDArray pixels; // (capacity, side, side, channels) float32, on the host
  private final boolean copies;

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
    NDManager host = copies ? manager.newSubManager(Device.cpu()) : manager;
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
    Shape shape = pixels.getShape();
    long expected = images * (shape.size() / shape.get(0));
    if (images < 1 || images > shape.get(0) || values.length < expected) {
      throw new IllegalArgumentException(
          "%d values for %d images of a buffer of shape %s"
              .formatted(values.length, images, shape));
    }
    FloatBuffer memory = view().asFloatBuffer();
    memory.put(values, 0, Math.toIntExact(expected));
    try (NDArray part = Ops.slice(pixels, 0, 0, images)) {
      if (copies) {
        return Ops.copyTo(part, step).transpose(0, 3, 1, 2);
      }
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
    return manager.create(nhwc, new Shape(images, height, width, channels)).transpose(0, 3, 1, 2);
  }

  private ByteBuffer view() {
    return pixels.toByteBuffer(true).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    pixels.close();
  }
}
