package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.image.Region;
import io.absnas.core.run.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * A file of decoded pictures, red, green, blue or as a network reads them, three bytes a pixel; it
 * is mapped into memory, so that what several processes read is there once.
 *
 * <p>Layout, numbers big-endian: a page with magic number, version, SHA-256 of the identity, stamp,
 * number of images, place of the index and CRC-32C of these; the pixels; the index, which has for
 * each image the place of its pixels, width, height, label and CRC-32C of the pixels, and at its
 * end a CRC-32C of all that. Header and index are checked when the file is opened, an image's
 * pixels whenever they are read. Safe for use by several threads.
 */
final class DecodedFile {
  private static final long MAGIC = 0x4142532d44454344L; // ABS-DECD
  private static final int VERSION = 1;
  private static final int HASH_CHARACTERS = 64;
  private static final int PAGE = 4096;
  private static final int HEADER_BYTES =
      Long.BYTES + Integer.BYTES + 2 * HASH_CHARACTERS + Integer.BYTES + Long.BYTES;
  private static final int ENTRY_BYTES = Long.BYTES + 4 * Integer.BYTES;
  private static final int CHANNELS = 3;

  /** Maps are limited to 2 GB; each image lies within one of these and what follows it. */
  private static final long SEGMENT = 1L << 30;

  private final String stamp;
  private final ByteBuffer index;
  private final ByteBuffer[] segments;

  private DecodedFile(String stamp, ByteBuffer index, ByteBuffer[] segments) {
    this.stamp = stamp;
    this.index = index;
    this.segments = segments;
  }

  /**
   * Opens a file.
   *
   * @param identity what the images are
   * @throws IOException with the reason if it cannot be read, is damaged, or holds other images
   */
  static DecodedFile open(Path file, String identity) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = read(channel, 0, HEADER_BYTES + Integer.BYTES);
      requireChecksum(header, HEADER_BYTES);
      if (header.getLong() != MAGIC || header.getInt() != VERSION) {
        throw new IOException("another format");
      }
      if (!text(header).equals(Sha256.of(identity))) {
        throw new IOException("other images");
      }
      String stamp = text(header).strip();
      int count = header.getInt();
      long indexAt = header.getLong();
      if (count < 0 || indexAt < PAGE || indexAt > channel.size()) {
        throw new IOException("damaged");
      }
      int indexBytes = Math.multiplyExact(count, ENTRY_BYTES);
      ByteBuffer index = read(channel, indexAt, indexBytes + Integer.BYTES);
      requireChecksum(index, indexBytes);
      return new DecodedFile(stamp, index, map(channel, indexAt, largest(index, count)));
    } catch (EOFException e) {
      throw new IOException("cut off", e);
    }
  }

  private static ByteBuffer read(FileChannel channel, long at, int bytes) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(bytes);
    while (content.hasRemaining()) {
      if (channel.read(content, at + content.position()) < 0) {
        throw new EOFException();
      }
    }
    return content.flip();
  }

  private static void requireChecksum(ByteBuffer content, int bytes) throws IOException {
    if (content.getInt(bytes) != checksum(content.slice(0, bytes))) {
      throw new IOException("damaged");
    }
  }

  private static int checksum(ByteBuffer content) {
    CRC32C checksum = new CRC32C();
    checksum.update(content);
    return (int) checksum.getValue();
  }

  private static String text(ByteBuffer header) {
    byte[] characters = new byte[HASH_CHARACTERS];
    header.get(characters);
    return new String(characters, StandardCharsets.US_ASCII);
  }

  private static long largest(ByteBuffer index, int count) {
    long largest = 0;
    for (int image = 0; image < count; image++) {
      largest = Math.max(largest, bytes(index, image));
    }
    return largest;
  }

  private static ByteBuffer[] map(FileChannel channel, long end, long largest) throws IOException {
    ByteBuffer[] segments = new ByteBuffer[(int) ((end + SEGMENT - 1) / SEGMENT)];
    for (int i = 0; i < segments.length; i++) {
      long start = i * SEGMENT;
      long size = Math.min(end - start, SEGMENT + largest);
      segments[i] = channel.map(FileChannel.MapMode.READ_ONLY, start, size);
    }
    return segments;
  }

  /** What {@link Writer} was told about the state of the images' files. */
  String stamp() {
    return stamp;
  }

  int count() {
    return index.limit() / ENTRY_BYTES;
  }

  int width(int image) {
    return index.getInt(image * ENTRY_BYTES + Long.BYTES);
  }

  int height(int image) {
    return index.getInt(image * ENTRY_BYTES + Long.BYTES + Integer.BYTES);
  }

  int label(int image) {
    return index.getInt(image * ENTRY_BYTES + Long.BYTES + 2 * Integer.BYTES);
  }

  private static int bytes(ByteBuffer index, int image) {
    int at = image * ENTRY_BYTES + Long.BYTES;
    return index.getInt(at) * index.getInt(at + Integer.BYTES) * CHANNELS;
  }

  /** Whether the pixels of an image are those that were written. */
  boolean isWhole(int image) {
    return index.getInt((image + 1) * ENTRY_BYTES - Integer.BYTES) == checksum(pixels(image));
  }

  /** Copies a part of an image, height by width by three bytes. */
  void copy(int image, Region part, byte[] target, int offset) {
    ByteBuffer pixels = pixels(image);
    int row = CHANNELS * width(image);
    int bytes = CHANNELS * part.width();
    if (bytes == row) {
      pixels.get(part.top() * row, target, offset, part.height() * row);
      return;
    }
    for (int y = 0; y < part.height(); y++) {
      int from = (part.top() + y) * row + CHANNELS * part.left();
      pixels.get(from, target, offset + y * bytes, bytes);
    }
  }

  private ByteBuffer pixels(int image) {
    long at = index.getLong(image * ENTRY_BYTES);
    return segments[(int) (at / SEGMENT)].slice((int) (at % SEGMENT), bytes(index, image));
  }

  /** Writes such a file, its images in any order and from several threads. */
  static final class Writer {
    private final FileChannel channel;
    private final int count;
    private final ByteBuffer index;
    private final AtomicLong end = new AtomicLong(PAGE);

    /**
     * Nothing is written yet.
     *
     * @param channel of an empty file
     * @param count number of images
     */
    Writer(FileChannel channel, int count) {
      this.channel = requireNonNull(channel, "channel is null");
      this.count = count;
      this.index = ByteBuffer.allocate(Math.multiplyExact(count, ENTRY_BYTES) + Integer.BYTES);
    }

    /** Writes an image from {@code offset} of an array on; once for each image. */
    void put(int image, int width, int height, int label, byte[] pixels, int offset)
        throws IOException {
      int bytes = width * height * CHANNELS;
      long at = end.getAndAdd(bytes);
      ByteBuffer content = ByteBuffer.wrap(pixels, offset, bytes).slice();
      index.putLong(image * ENTRY_BYTES, at);
      index.putInt(image * ENTRY_BYTES + Long.BYTES, width);
      index.putInt(image * ENTRY_BYTES + Long.BYTES + Integer.BYTES, height);
      index.putInt(image * ENTRY_BYTES + Long.BYTES + 2 * Integer.BYTES, label);
      index.putInt((image + 1) * ENTRY_BYTES - Integer.BYTES, checksum(content.duplicate()));
      write(at, content);
    }

    /** Writes what says that the file is whole, after all images. */
    void finish(String identity, String stamp) throws IOException {
      long indexAt = end.get();
      int indexBytes = count * ENTRY_BYTES;
      index.putInt(indexBytes, checksum(index.slice(0, indexBytes)));
      write(indexAt, index.rewind());
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES + Integer.BYTES);
      header.putLong(MAGIC).putInt(VERSION);
      header.put(Sha256.of(identity).getBytes(StandardCharsets.US_ASCII));
      String padded = stamp + " ".repeat(HASH_CHARACTERS - stamp.length());
      header.put(padded.getBytes(StandardCharsets.US_ASCII));
      header.putInt(count).putLong(indexAt);
      header.putInt(HEADER_BYTES, checksum(header.slice(0, HEADER_BYTES)));
      write(0, header.rewind());
    }

    private void write(long start, ByteBuffer content) throws IOException {
      long at = start;
      while (content.hasRemaining()) {
        at += channel.write(content, at);
      }
    }
  }
}
