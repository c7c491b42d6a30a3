package io.absnas.core.bench;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.HostBatch;
import io.absnas.core.run.RandomStreams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Batches of noise that both sides of a comparison read: {@code images.f32} (all batches, (N,
 * height, width, channels), little-endian) and {@code labels.i32}.
 *
 * @param root folder of the case
 * @param batchSize images per batch
 * @param batches number of them
 * @param side height and width in pixels
 * @param classes number of labels
 */
record CaseImages(Path root, int batchSize, int batches, int side, int classes) {
  private static final int CHANNELS = 3;
  private static final RandomStreams STREAMS = RandomStreams.of(2);

  CaseImages {
    requireNonNull(root, "root is null");
  }

  /**
   * Writes both files.
   *
   * @param normalised whether pixels are around 0, else they are those of raw images
   */
  void write(boolean normalised) throws IOException {
    int images = batchSize * batches;
    int values = side * side * CHANNELS;
    byte[] pixelBytes = new byte[Math.multiplyExact(images * values, Float.BYTES)];
    byte[] labelBytes = new byte[images * Integer.BYTES];
    ByteBuffer pixels = wrap(pixelBytes);
    ByteBuffer labels = wrap(labelBytes);
    for (int image = 0; image < images; image++) {
      RandomGenerator random = STREAMS.stream("images", image);
      labels.putInt(random.nextInt(classes));
      for (int i = 0; i < values; i++) {
        int value = random.nextInt(256);
        pixels.putFloat(normalised ? value / 64f - 2 : value);
      }
    }
    Files.write(root.resolve("images.f32"), pixelBytes);
    Files.write(root.resolve("labels.i32"), labelBytes);
  }

  /** All batches in host memory. */
  List<HostBatch> read() throws IOException {
    ByteBuffer pixels = wrap(Files.readAllBytes(root.resolve("images.f32")));
    ByteBuffer labels = wrap(Files.readAllBytes(root.resolve("labels.i32")));
    List<HostBatch> read = new ArrayList<>();
    for (int number = 0; number < batches; number++) {
      float[] values = new float[batchSize * side * side * CHANNELS];
      pixels.asFloatBuffer().get(number * values.length, values);
      int[] of = new int[batchSize];
      labels.asIntBuffer().get(number * of.length, of);
      read.add(new HostBatch(values, of, side, side, CHANNELS));
    }
    return read;
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
