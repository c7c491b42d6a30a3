package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.EvaluationBatches.BatchMaker;
import io.absnas.core.data.EvaluationBatches.Order;
import io.absnas.core.image.Region;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The images of a fixed sequence as a network reads them, from a {@link DecodedCache}. */
final class DecodedSequence {
  private static final Logger LOG = LoggerFactory.getLogger(DecodedSequence.class);
  private static final int BLOCK = 64;

  private final PhotoTransform transform;
  private final BatchMaker maker;
  private final DecodedFile file;
  private final AtomicBoolean warned = new AtomicBoolean();

  private DecodedSequence(PhotoTransform transform, BatchMaker maker, DecodedFile file) {
    this.transform = requireNonNull(transform, "transform is null");
    this.maker = requireNonNull(maker, "maker is null");
    this.file = file;
  }

  /**
   * Opens a sequence or decodes it now.
   *
   * @param maker makes the images without the cache
   */
  static DecodedSequence open(
      DecodedCache cache,
      Photos photos,
      PhotoTransform transform,
      int count,
      BatchMaker maker,
      Order order) {
    return new DecodedSequence(
        transform, maker, cache.file(new Content(photos, transform, count, maker, order)));
  }

  /** The batch of some positions. */
  HostBatch batch(int[] positions) {
    int size = transform.outputSize();
    byte[] values = new byte[Math.multiplyExact(positions.length, size)];
    int[] labels = new int[positions.length];
    Region all = Region.whole(transform.side(), transform.side());
    for (int i = 0; i < positions.length; i++) {
      labels[i] = file.label(positions[i]);
      if (file.isWhole(positions[i])) {
        file.copy(positions[i], all, values, i * size);
      } else {
        System.arraycopy(decoded(positions[i]), 0, values, i * size, size);
      }
    }
    return transform.batch(values, labels);
  }

  private byte[] decoded(int position) {
    if (!warned.getAndSet(true)) {
      LOG.warn("decoded image {} is damaged, and maybe others: decoded again instead", position);
    }
    return maker.make(new int[] {position}).bytes().orElseThrow().values();
  }

  /** All images of the sequence, on their way into the file. */
  private static final class Content implements DecodedCache.Content {
    private final Photos photos;
    private final PhotoTransform transform;
    private final int count;
    private final BatchMaker maker;
    private final Order order;

    Content(Photos photos, PhotoTransform transform, int count, BatchMaker maker, Order order) {
      this.photos = photos;
      this.transform = transform;
      this.count = count;
      this.maker = maker;
      this.order = order;
    }

    @Override
    public String name() {
      return photos.id();
    }

    @Override
    public String identity() {
      return "sequence of %d\n%s\n%s".formatted(count, photos.identity(), order.description());
    }

    @Override
    public String stamp() {
      return photos.stamp(IntStream.range(0, count).map(order::image).toArray());
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public Optional<Long> bytes() {
      return Optional.of((long) count * transform.outputSize());
    }

    @Override
    public void write(DecodedFile.Writer writer) {
      IntStream.range(0, (count + BLOCK - 1) / BLOCK)
          .parallel()
          .forEach(
              block -> {
                int first = block * BLOCK;
                int end = Math.min(count, first + BLOCK);
                HostBatch batch = maker.make(IntStream.range(first, end).toArray());
                try {
                  write(batch, first, writer);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }

    private void write(HostBatch batch, int first, DecodedFile.Writer writer) throws IOException {
      byte[] values = batch.bytes().orElseThrow().values();
      int side = transform.side();
      for (int i = 0; i < batch.count(); i++) {
        int offset = i * transform.outputSize();
        writer.put(first + i, side, side, batch.labels()[i], values, offset);
      }
    }
  }
}
