package io.absnas.core.tensor;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Input batches in the channels-last layout, which the engine's kernels prefer and which carries
 * through a whole network. On a CPU one array is filled again and again; so a batch is valid until
 * the next call of {@link #fill}.
 */
public final class ImageBuffer implements AutoCloseable {
  private final NDArray pixels; // (capacity, side, side, channels) float32
  private final boolean host;

  /**
   * A buffer for batches of up to {@code capacity} square images.
   *
   * @param manager decides on the device and closes the buffer with itself
   */
  public ImageBuffer(NDManager manager, int capacity, int side, int channels) {
    requireNonNull(manager, "manager is null");
    this.host = !manager.getDevice().isGpu();
    this.pixels = manager.zeros(new Shape(capacity, side, side, channels));
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
    if (host) {
      FloatBuffer memory = view().asFloatBuffer();
      memory.put(values, 0, Math.toIntExact(expected));
      try (NDArray part = Ops.slice(pixels, 0, 0, images)) {
        NDArray batch = part.transpose(0, 3, 1, 2);
        batch.attach(step);
        return batch;
      }
    }
    Shape batch = new Shape(images, shape.get(1), shape.get(2), shape.get(3));
    return step.create(FloatBuffer.wrap(values, 0, Math.toIntExact(expected)), batch)
        .transpose(0, 3, 1, 2);
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
