package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.Sha256;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A folder with one folder per class. */
final class FolderFiles implements ImageFiles {
  private final Path root;

  FolderFiles(Path root) {
    this.root = requireNonNull(root, "root is null");
  }

  @Override
  public Path source() {
    return root;
  }

  @Override
  public ImageIndex scan() {
    return FolderScan.scan(root);
  }

  /**
   * SHA-256 over the times of the root and of every directory below it: images may also come to
   * where there were none.
   */
  @Override
  public String stamp(ImageIndex index) {
    StringBuilder text = new StringBuilder();
    try {
      Instant now = Instant.now();
      FileTime own = Files.getLastModifiedTime(root);
      text.append(own.to(TimeUnit.NANOSECONDS));
      boolean settled = IndexCache.isSettled(own, now);
      Set<String> directories = index.directories();
      directories.addAll(index.barren());
      for (String directory : directories) {
        FileTime time = Files.getLastModifiedTime(root.resolve(directory));
        text.append('\n').append(directory).append('\t').append(time.to(TimeUnit.NANOSECONDS));
        settled = settled && IndexCache.isSettled(time, now);
      }
      return settled ? Sha256.of(text.toString()) : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** SHA-256 over size and time of every file. */
  @Override
  public String stamp(ImageIndex index, int[] images) {
    long[] sizes = new long[images.length];
    long[] times = new long[images.length];
    IntStream.range(0, images.length)
        .parallel()
        .forEach(
            i -> {
              try {
                BasicFileAttributes found =
                    Files.readAttributes(
                        root.resolve(index.path(images[i])), BasicFileAttributes.class);
                sizes[i] = found.size();
                times[i] = found.lastModifiedTime().to(TimeUnit.NANOSECONDS);
              } catch (IOException e) {
                sizes[i] = -1; // whoever reads it will say so
              }
            });
    Instant now = Instant.now();
    if (!LongStream.of(times)
        .allMatch(time -> IndexCache.isSettled(FileTime.from(time, TimeUnit.NANOSECONDS), now))) {
      return "";
    }
    MessageDigest digest = ContentDigest.sha256();
    ByteBuffer numbers = ByteBuffer.allocate(2 * Long.BYTES);
    for (int i = 0; i < images.length; i++) {
      digest.update(numbers.clear().putLong(sizes[i]).putLong(times[i]).flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void read(ImageIndex index, int image, FileBuffer target) throws IOException {
    int size = index.bytes(image);
    byte[] bytes = target.atLeast(size);
    try (InputStream in = new FileInputStream(root.resolve(index.path(image)).toFile())) {
      int read = in.readNBytes(bytes, 0, size);
      if (read < size || in.read() >= 0) {
        throw new ChangedFileException(size);
      }
    }
  }
}
