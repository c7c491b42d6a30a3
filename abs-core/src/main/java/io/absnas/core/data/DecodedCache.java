package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.FAILED;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.BuildInfo;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps decoded pictures in files of a directory, so that they are decoded once and not at every
 * use. What is found in a file is what decoding would give: its name and header follow from the
 * images, what is made of them, and who makes it; sizes and times of the images' files are compared
 * whenever it is opened; and pixels have checksums. Whatever does not fit is made anew.
 *
 * <p>A file is there as a whole or not at all. Of several processes that need the same one, the
 * first makes it and the others wait for it.
 */
public final class DecodedCache {
  private static final Logger LOG = LoggerFactory.getLogger(DecodedCache.class);

  /** One file is made at a time: all processors work on it, and locks belong to the process. */
  private static final ReentrantLock MAKING = new ReentrantLock();

  private final Path directory;

  /** Pictures that can be decoded into a file. */
  interface Content {
    /** For messages. */
    String name();

    /** Everything that decides what the pixels are, as far as it does not stand in the stamp. */
    String identity();

    /** State of the images' files, at most 64 characters; empty if it cannot be relied on. */
    String stamp();

    /** Number of images. */
    int count();

    /** Bytes of all pixels, if they are known beforehand. */
    Optional<Long> bytes();

    /** Writes all images. */
    void write(DecodedFile.Writer writer) throws IOException;
  }

  /** A cache that keeps its files in this directory, which need not exist. */
  public DecodedCache(CacheDirectory directory) {
    this.directory = requireNonNull(directory, "directory is null").path();
  }

  /**
   * The file of some content, which is made if it is not there or does not fit.
   *
   * @throws AbsException with {@code FAILED} if it cannot be written, with {@code INPUT} if an
   *     image cannot be read
   */
  DecodedFile file(Content content) {
    String identity = BuildInfo.read().version() + "\n" + content.identity();
    Path file = directory.resolve("decoded-" + Sha256.of(identity).substring(0, 16) + ".bin");
    Optional<DecodedFile> kept = open(file, identity, content);
    if (kept.isPresent()) {
      return kept.get();
    }
    MAKING.lock();
    try {
      Files.createDirectories(directory);
      return locked(file, identity, content);
    } catch (IOException e) {
      throw failure(file, e);
    } catch (UncheckedIOException e) {
      throw failure(file, requireNonNull(e.getCause(), "cause is null"));
    } finally {
      MAKING.unlock();
    }
  }

  private AbsException failure(Path file, IOException e) {
    return new AbsException(
        FAILED,
        "%s: cannot be written: %s (data.files.cache names another directory)"
            .formatted(file, e.getMessage()),
        e);
  }

  private static Optional<DecodedFile> open(Path file, String identity, Content content) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      DecodedFile found = DecodedFile.open(file, identity);
      if (!found.stamp().isEmpty() && found.stamp().equals(content.stamp())) {
        return Optional.of(found);
      }
      LOG.info("{}: the images' files have changed since, it is made anew", file);
    } catch (IOException e) {
      LOG.warn("{}: {}, it is made anew", file, e.getMessage());
    }
    return Optional.empty();
  }

  private static DecodedFile locked(Path file, String identity, Content content)
      throws IOException {
    Path lock = file.resolveSibling(file.getFileName().toString().replace(".bin", ".lock"));
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (lock(channel, file)) {
        Optional<DecodedFile> made = open(file, identity, content);
        if (made.isPresent()) {
          return made.get();
        }
        AtomicFiles.deleteTemporaries(file);
      }
      return make(file, identity, content);
    }
  }

  /** Waits for the lock; false where the file system has none, and everybody makes a file. */
  private static boolean lock(FileChannel channel, Path file) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return true;
      }
    } catch (IOException e) {
      LOG.warn("{}: no lock: {}", file, FileFailure.reason(e));
      return false;
    }
    LOG.info("{}: another process makes it, this one waits", file);
    return channel.lock().isValid();
  }

  private static DecodedFile make(Path file, String identity, Content content) throws IOException {
    requireSpace(file, content);
    LOG.info("{}: {} pictures are decoded once into {}", content.name(), content.count(), file);
    long begin = System.nanoTime();
    AtomicFiles.writeInPlaces(
        file,
        channel -> {
          DecodedFile.Writer writer = new DecodedFile.Writer(channel, content.count());
          String before = content.stamp();
          content.write(writer);
          boolean calm = before.equals(content.stamp());
          if (!calm) {
            LOG.warn("{}: files have changed while they were decoded", content.name());
          }
          writer.finish(identity, calm ? before : "");
        });
    LOG.info(
        "{}: {} in {} s",
        file,
        size(Files.size(file)),
        (System.nanoTime() - begin) / 1_000_000_000);
    return DecodedFile.open(file, identity);
  }

  /** Better said now than after an hour of decoding. */
  private static void requireSpace(Path file, Content content) throws IOException {
    long needed = content.bytes().orElse(0L);
    long free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
    if (needed > free) {
      throw new IOException("it takes %s, %s are free".formatted(size(needed), size(free)));
    }
  }

  private static String size(long bytes) {
    return bytes < 1e9
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
