package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.FileFailure;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One IDX file of unsigned bytes: a big-endian magic number whose last byte is the number of
 * dimensions, one int per dimension, then the values. Gzip is recognised by its first two bytes.
 *
 * <p>Never more than the bytes that the header states, plus one, are decompressed, and memory grows
 * with the bytes that are really there, so neither a false header nor a gzip bomb exhausts it.
 */
final class IdxFile {
  /** Images: unsigned bytes, three dimensions. */
  static final int IMAGES_MAGIC = 2051;

  /** Labels: unsigned bytes, one dimension. */
  static final int LABELS_MAGIC = 2049;

  private static final int MAX_BYTES = 1 << 30;
  private static final int FIRST_BLOCK = 1 << 20;

  private final int[] sizes;
  private final byte[] values;

  private IdxFile(int[] sizes, byte[] values) {
    this.sizes = sizes;
    this.values = values;
  }

  static IdxFile read(Path file, int magic) {
    if (!Files.isRegularFile(file)) {
      throw new AbsException(INPUT, file + ": no such file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in, magic);
    } catch (IOException e) {
      throw new AbsException(INPUT, file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /** Reads from a stream, which stays open; {@code name} stands in messages. */
  static IdxFile read(String name, InputStream in, int magic) throws IOException {
    try {
      return parse(name, unzipped(in), magic);
    } catch (ZipException e) {
      throw new AbsException(INPUT, name + ": damaged gzip data: " + e.getMessage(), e);
    }
  }

  int size(int dimension) {
    return sizes[dimension];
  }

  /** The values in file order; not a copy. */
  byte[] values() {
    return values;
  }

  private static IdxFile parse(String name, InputStream in, int magic) throws IOException {
    int dimensions = magic & 0xff;
    int headerBytes = Integer.BYTES * (1 + dimensions);
    byte[] start = readAtMost(in, headerBytes);
    if (start.length >= Integer.BYTES) {
      int found = ByteBuffer.wrap(start).getInt();
      if (found != magic) {
        throw new AbsException(
            INPUT,
            "%s: magic number is %d, expected %d (IDX %s)"
                .formatted(name, found, magic, magic == IMAGES_MAGIC ? "images" : "labels"));
      }
    }
    requireWhole(name, headerBytes, start.length);
    ByteBuffer header = ByteBuffer.wrap(start, Integer.BYTES, headerBytes - Integer.BYTES);
    int[] sizes = new int[dimensions];
    long bytes = 1;
    for (int dimension = 0; dimension < dimensions; dimension++) {
      sizes[dimension] = header.getInt();
      if (sizes[dimension] < 1 || sizes[dimension] > MAX_BYTES / bytes) {
        throw new AbsException(
            INPUT,
            "%s: size %d of dimension %d is not allowed: sizes are positive and their product is at"
                    .formatted(name, sizes[dimension], dimension)
                + " most "
                + MAX_BYTES);
      }
      bytes *= sizes[dimension];
    }
    byte[] values = readAtMost(in, (int) bytes);
    requireWhole(name, headerBytes + bytes, (long) headerBytes + values.length);
    requireEnd(name, in, headerBytes + bytes);
    return new IdxFile(sizes, values);
  }

  private static void requireWhole(String name, long expected, long found) {
    if (found < expected) {
      throw new AbsException(
          INPUT, "%s: truncated: expected %d bytes, found %d".formatted(name, expected, found));
    }
  }

  private static void requireEnd(String name, InputStream in, long bytes) throws IOException {
    try {
      if (in.read() >= 0) {
        throw new AbsException(
            INPUT, "%s: more than the %d bytes that its header states".formatted(name, bytes));
      }
    } catch (EOFException e) {
      throw new AbsException(INPUT, name + ": truncated: the gzip checksum is cut off", e);
    }
  }

  private static InputStream unzipped(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
    buffered.mark(2);
    boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    if (!gzip) {
      return buffered;
    }
    try {
      return new GZIPInputStream(buffered, 1 << 16);
    } catch (EOFException e) {
      return InputStream.nullInputStream();
    }
  }

  /** Up to {@code limit} bytes; fewer at the end of the stream or where gzip data is cut off. */
  private static byte[] readAtMost(InputStream in, int limit) throws IOException {
    byte[] bytes = new byte[Math.min(limit, FIRST_BLOCK)];
    int count = 0;
    try {
      while (count < limit) {
        if (count == bytes.length) {
          bytes = Arrays.copyOf(bytes, (int) Math.min(limit, 2L * count));
        }
        int read = in.read(bytes, count, bytes.length - count);
        if (read < 0) {
          break;
        }
        count += read;
      }
    } catch (EOFException e) {
      // A cut gzip stream: what was decompressed so far is what the file holds.
      return Arrays.copyOf(bytes, count);
    }
    return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
  }
}
