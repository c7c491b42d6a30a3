package io.absnas.core.bench;

import io.absnas.core.data.Augmentation;
import io.absnas.core.data.AugmentationConfig;
import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.Draw;
import io.absnas.core.data.EmbeddedImages;
import io.absnas.core.data.HostBatch;
import io.absnas.core.data.ImageSource;
import io.absnas.core.data.LastBatch;
import io.absnas.core.data.MemoryImages;
import io.absnas.core.data.Normalisation;
import io.absnas.core.data.PixelImages;
import io.absnas.core.data.PixelTransform;
import io.absnas.core.run.RandomStreams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Training batches of the embedded images: flip, crop of 32x32 after padding, three channels,
 * normalised. Each run starts a loader and stops it, so that nothing is made between runs.
 */
final class LoaderWork implements BenchWork {
  private static final int SIDE = 32;
  private static final int CHECKED = 16;

  private final ImageSource images = EmbeddedImages.training();
  private final int batchSize;
  private final int threads;
  private long step;

  LoaderWork(int batchSize, int threads) {
    this.batchSize = batchSize;
    this.threads = threads;
  }

  @Override
  public double[] run(int count) {
    double[] first = new double[count];
    try (BatchLoader loader = loader(images, batchSize, threads)) {
      loader.start(step);
      for (int i = 0; i < count; i++) {
        first[i] = loader.take().pixels()[0];
      }
    }
    step += count;
    return first;
  }

  /**
   * Writes one batch of the first images of the file, in shuffled order, for the other side to find
   * each among the possible crops of the originals.
   */
  static void writeCheck(Path file) throws IOException {
    PixelImages all = EmbeddedImages.training();
    byte[] pixels = new byte[CHECKED * all.imageBytes()];
    int[] labels = new int[CHECKED];
    for (int i = 0; i < CHECKED; i++) {
      all.copyPixels(i, pixels, i * all.imageBytes());
      labels[i] = all.label(i);
    }
    ImageSource few =
        MemoryImages.of(
            "check", all.classes(), all.channels(), all.height(), all.width(), pixels, labels);
    try (BatchLoader loader = loader(few, CHECKED, 1)) {
      HostBatch batch = loader.batch(0);
      byte[] bytes = new byte[batch.pixels().length * Float.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(batch.pixels());
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, bytes);
    }
  }

  private static BatchLoader loader(ImageSource images, int batchSize, int threads) {
    return new BatchLoader(
        images,
        new Augmentation(
            AugmentationConfig.STANDARD, new PixelTransform(SIDE, 3, Normalisation.FASHION_MNIST)),
        new BatchPlan(batchSize, Draw.SHUFFLED, LastBatch.DROP),
        RandomStreams.of(1),
        threads,
        2 * threads);
  }

  @Override
  public String facts() {
    return "\"threads\": " + threads;
  }

  @Override
  public void close() {}
}
