package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.BytePixels;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.Network;
import io.absnas.core.tensor.ImageBuffer;
import io.absnas.core.tensor.Ops;
import io.absnas.core.tensor.Scopes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Brings host batches to the device and into the element type of one network. Holds one input
 * buffer; images are valid until the next batch.
 */
final class DeviceBatches implements AutoCloseable {
  private final NDArray like;
  private final NDManager manager;
  private @Nullable ImageBuffer buffer;
  private int capacity;
  private int side;
  private int channels;

  DeviceBatches(Network network) {
    this.like = requireNonNull(network, "network is null").parameters().get(0).value();
    this.manager = like.getManager().newSubManager();
  }

  /** Element type of the network. */
  DataType type() {
    return like.getDataType();
  }

  /** A manager for one step on the network's device; the caller closes it. */
  NDManager newStep() {
    return manager.newSubManager();
  }

  /** Images {@code from} to {@code to - 1} of the batch: (N, C, H, W), channels last in memory. */
  NDArray images(HostBatch batch, int from, int to, NDManager step) {
    NDArray images =
        batch.bytes().isPresent() && batch.height() == batch.width()
            ? fromBytes(batch, batch.bytes().get(), from, to, step)
            : fromFloats(batch, from, to, step);
    return images.getDataType() == type() ? images : Ops.castLike(images, like);
  }

  private NDArray fromBytes(HostBatch batch, BytePixels pixels, int from, int to, NDManager step) {
    int size = batch.height() * batch.width() * batch.channels();
    return buffer(batch, to - from)
        .fill(pixels.values(), from * size, to - from, pixels.mean(), pixels.std(), step);
  }

  private NDArray fromFloats(HostBatch batch, int from, int to, NDManager step) {
    int size = batch.height() * batch.width() * batch.channels();
    float[] pixels =
        from == 0 ? batch.pixels() : Arrays.copyOfRange(batch.pixels(), from * size, to * size);
    return batch.height() == batch.width()
        ? buffer(batch, to - from).fill(pixels, to - from, step)
        : ImageBuffer.channelsLast(
            step,
            Arrays.copyOf(pixels, (to - from) * size),
            to - from,
            batch.height(),
            batch.width(),
            batch.channels());
  }

  private ImageBuffer buffer(HostBatch batch, int images) {
    if (buffer == null
        || images > capacity
        || batch.height() != side
        || batch.channels() != channels) {
      if (buffer != null) {
        buffer.close();
      }
      capacity = images;
      side = batch.height();
      channels = batch.channels();
      buffer = new ImageBuffer(manager, capacity, side, channels);
    }
    return buffer;
  }

  int arrays() {
    return Scopes.arrays(manager);
  }

  @Override
  public void close() {
    manager.close();
  }
}
