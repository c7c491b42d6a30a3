package io.absnas.core.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Small files and sources in the formats under test. */
final class DataFiles {
  private DataFiles() {}

  static byte[] idxImages(int count, int height, int width, byte[] pixels) {
    return ByteBuffer.allocate(16 + pixels.length)
        .putInt(2051)
        .putInt(count)
        .putInt(height)
        .putInt(width)
        .put(pixels)
        .array();
  }

  static byte[] idxLabels(int... labels) {
    return ByteBuffer.allocate(8 + labels.length)
        .putInt(2049)
        .putInt(labels.length)
        .put(bytes(labels))
        .array();
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** 0, 1, 2 ... modulo 256. */
  static byte[] ramp(int length) {
    return bytes(IntStream.range(0, length).toArray());
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  static Path write(Path folder, String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One-pixel grey images, image i of value {@code i % 251} and class {@code i % classes}. */
  static MemoryImages pixels(int count, int classes) {
    return MemoryImages.of(
        "pixels",
        classes,
        1,
        1,
        1,
        bytes(IntStream.range(0, count).map(i -> i % 251).toArray()),
        IntStream.range(0, count).map(i -> i % classes).toArray());
  }
}
