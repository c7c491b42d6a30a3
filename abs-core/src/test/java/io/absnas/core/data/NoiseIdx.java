package io.absnas.core.data;

import io.absnas.core.run.RandomStreams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** Random grey images of side 16 in the layout of MNIST, of ten classes. */
public final class NoiseIdx {
  private NoiseIdx() {}

  /** A training and a test set in a directory. */
  public static void write(Path directory, int training, int test) throws IOException {
    writePart(directory, "train", training);
    writePart(directory, "t10k", test);
  }

  private static void writePart(Path directory, String part, int count) throws IOException {
    RandomGenerator random = RandomStreams.of(1).stream(part);
    byte[] pixels = new byte[count * 16 * 16];
    random.nextBytes(pixels);
    ByteBuffer images = ByteBuffer.allocate(16 + pixels.length);
    images.putInt(0x803).putInt(count).putInt(16).putInt(16).put(pixels);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i % 10));
    }
    Files.write(directory.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(directory.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  /** Configuration of them. */
  public static String config(Path directory) {
    return "data={source: idx, dir: \""
        + directory
        + "\", classes: 10, held-out: test, side: 16, threads: 1,"
        + " normalisation: {mean: [0.5], std: [0.5]}}";
  }
}
