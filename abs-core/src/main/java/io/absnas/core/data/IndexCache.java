package io.absnas.core.data;

import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.Sha256;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the index of a folder or archive, so that the next start need not list a million files.
 *
 * <p>The file is named after the place of the images, holds their stamp, and ends with a CRC-32C of
 * all before it. What does not fit is listed anew and written over; nothing is ever wrong because
 * of it, only late.
 */
final class IndexCache {
  private static final Logger LOG = LoggerFactory.getLogger(IndexCache.class);
  private static final long MAGIC = 0x4142532d494e4458L; // ABS-INDX
  private static final int VERSION = 2;

  /** File systems tell times to two seconds at worst. */
  private static final Duration SETTLED = Duration.ofSeconds(3);

  private IndexCache() {}

  /** Whether a change from now on would have another time; one in the future has, too. */
  static boolean isSettled(FileTime time, Instant now) {
    return Duration.between(time.toInstant(), now).abs().compareTo(SETTLED) > 0;
  }

  /** Where the index of a folder or archive is kept. */
  static Path file(ImageFiles files, CacheDirectory cache) {
    return cache.path().resolve("index-" + name(files.source()) + ".bin");
  }

  /** Has the next start list the images anew: a file's size does not show in the stamp. */
  static void forget(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{}: cannot be deleted: {}", file, FileFailure.reason(e));
    }
  }

  /** The kept index if it still fits, otherwise a new one, which is kept if that is possible. */
  static ImageIndex index(ImageFiles files, Path file) {
    Optional<ImageIndex> kept = read(file, files);
    if (kept.isPresent()) {
      return kept.get();
    }
    long begin = System.nanoTime();
    ImageIndex index = files.scan();
    LOG.info(
        "{}: {} images in {} classes, listed in {} ms",
        files.source(),
        index.size(),
        index.classNames().size(),
        (System.nanoTime() - begin) / 1_000_000);
    String stamp = files.stamp(index);
    if (!stamp.isEmpty()) {
      write(file, stamp, index);
    }
    return index;
  }

  private static String name(Path source) {
    return Sha256.of(place(source)).substring(0, 16);
  }

  /** The path of a folder or archive, whatever it was called by. */
  static String place(Path source) {
    try {
      return source.toRealPath().toString();
    } catch (IOException e) {
      return source.toAbsolutePath().toString();
    }
  }

  private static Optional<ImageIndex> read(Path file, ImageFiles files) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      int content = bytes.length - Long.BYTES;
      if (content < 0) {
        return Optional.empty();
      }
      CRC32C checksum = new CRC32C();
      checksum.update(bytes, 0, content);
      if (ByteBuffer.wrap(bytes).getLong(content) != checksum.getValue()) {
        LOG.warn("{}: damaged, the images are listed anew", file);
        return Optional.empty();
      }
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, content));
      if (in.readLong() != MAGIC || in.readInt() != VERSION) {
        return Optional.empty();
      }
      String stamp = in.readUTF();
      ImageIndex index = readIndex(in);
      return stamp.equals(files.stamp(index)) ? Optional.of(index) : Optional.empty();
    } catch (IOException e) {
      LOG.warn("{}: cannot be read, the images are listed anew: {}", file, FileFailure.reason(e));
      return Optional.empty();
    }
  }

  private static ImageIndex readIndex(DataInputStream in) throws IOException {
    int classes = in.readInt();
    List<String> classNames = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      classNames.add(in.readUTF());
    }
    int[] classEnds = readInts(in);
    byte[] names = in.readNBytes(in.readInt());
    int[] nameEnds = readInts(in);
    int[] sizes = readInts(in);
    long[] offsets = new long[in.readInt()];
    byte[] bytes = in.readNBytes(offsets.length * Long.BYTES);
    ByteBuffer.wrap(bytes).asLongBuffer().get(offsets);
    int count = in.readInt();
    List<String> barren = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      barren.add(in.readUTF());
    }
    return new ImageIndex(classNames, classEnds, names, nameEnds, sizes, offsets, barren);
  }

  private static int[] readInts(DataInputStream in) throws IOException {
    int[] values = new int[in.readInt()];
    ByteBuffer.wrap(in.readNBytes(values.length * Integer.BYTES)).asIntBuffer().get(values);
    return values;
  }

  private static void write(Path file, String stamp, ImageIndex index) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicFiles.write(
          file,
          raw -> {
            CheckedOutputStream checked = new CheckedOutputStream(raw, new CRC32C());
            DataOutputStream out = new DataOutputStream(checked);
            out.writeLong(MAGIC);
            out.writeInt(VERSION);
            out.writeUTF(stamp);
            writeIndex(out, index);
            out.writeLong(checked.getChecksum().getValue());
            out.flush();
          });
    } catch (IOException e) {
      LOG.warn(
          "{}: cannot be written, the next start lists the images again: {}",
          file,
          FileFailure.reason(e));
    }
  }

  private static void writeIndex(DataOutputStream out, ImageIndex index) throws IOException {
    out.writeInt(index.classNames().size());
    for (String name : index.classNames()) {
      out.writeUTF(name);
    }
    writeInts(out, index.classEnds());
    out.writeInt(index.names().length);
    out.write(index.names());
    writeInts(out, index.nameEnds());
    writeInts(out, index.sizes());
    ByteBuffer offsets = ByteBuffer.allocate(index.offsets().length * Long.BYTES);
    offsets.asLongBuffer().put(index.offsets());
    out.writeInt(index.offsets().length);
    out.write(offsets.array());
    out.writeInt(index.barren().size());
    for (String directory : index.barren()) {
      out.writeUTF(directory);
    }
  }

  private static void writeInts(DataOutputStream out, int[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
    bytes.asIntBuffer().put(values);
    out.writeInt(values.length);
    out.write(bytes.array());
  }
}
