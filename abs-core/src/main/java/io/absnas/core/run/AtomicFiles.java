package io.absnas.core.run;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files and directories that are either whole or not there: written under a temporary name in the
 * same directory, synced, renamed, and the directory synced.
 *
 * <p>A process killed on the way leaves the old file untouched and at most a temporary file, which
 * {@link #isTemporary} knows by its name. The directory of a file must exist.
 */
public final class AtomicFiles {
  private static final String TEMPORARY_SUFFIX = ".abs-tmp";
  private static final int BUFFER_BYTES = 1 << 16;

  private AtomicFiles() {}

  /** Replaces {@code file} by these bytes. */
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, out -> out.write(bytes));
  }

  /** Replaces {@code file} by this text in UTF-8. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Replaces {@code file} by what {@code content} writes; if it throws, nothing has changed. */
  public static void write(Path file, OutputStreamConsumer content) throws IOException {
    requireNonNull(content, "content is null");
    writeInPlaces(
        file,
        channel -> {
          OutputStream out =
              new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
          content.accept(out);
          out.flush();
        });
  }

  /** Writes a file at positions of its choice. */
  @FunctionalInterface
  public interface ChannelContent {
    /** Writes everything; must not close the channel. */
    void write(FileChannel channel) throws IOException;
  }

  /** The same for content that is not written from front to back. */
  public static void writeInPlaces(Path file, ChannelContent content) throws IOException {
    requireNonNull(content, "content is null");
    Path directory = directoryOf(file);
    Path temporary = temporaryBeside(file);
    try {
      try (FileChannel channel = FileChannel.open(temporary, CREATE, TRUNCATE_EXISTING, WRITE)) {
        content.write(channel);
        channel.force(true);
      }
      Files.move(temporary, file, ATOMIC_MOVE);
    } catch (IOException e) {
      throw about(file, e);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncDirectory(directory);
  }

  /** A full disk is told without a name by Java, an open file is not known by one. */
  private static IOException about(Path file, IOException failure) {
    return failure.getClass() == IOException.class
        ? (IOException)
            new FileSystemException(file.toString(), null, FileFailure.reason(failure))
                .initCause(failure)
        : failure;
  }

  /** Writes the files of a new directory. */
  @FunctionalInterface
  public interface DirectoryContent {
    /** Writes into the directory, each file through {@link AtomicFiles}. */
    void write(Path directory) throws IOException;
  }

  /**
   * Makes a directory with all its files at once, and its parents if need be. Of several processes
   * that do so at the same time one succeeds.
   *
   * @param directory not there, or empty
   * @throws DirectoryNotEmptyException if there is something in it
   */
  public static void createDirectory(Path directory, DirectoryContent content) throws IOException {
    requireNonNull(content, "content is null");
    Path parent = directoryOf(directory);
    Files.createDirectories(parent);
    Path temporary = parent.resolve(temporaryName(directory));
    deleteDirectory(temporary);
    try {
      requireEmpty(directory);
      Files.createDirectory(temporary);
      content.write(temporary);
      try {
        Files.move(temporary, directory, ATOMIC_MOVE);
      } catch (IOException e) {
        requireEmpty(directory);
        throw e;
      }
    } finally {
      deleteDirectory(temporary);
    }
    syncDirectory(parent);
  }

  private static void requireEmpty(Path directory) throws IOException {
    if (!Files.exists(directory, NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      if (entries.iterator().hasNext()) {
        throw new DirectoryNotEmptyException(directory.toString());
      }
    }
  }

  private static void deleteDirectory(Path directory) throws IOException {
    if (!Files.exists(directory, NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Files.delete(entry);
      }
    }
    Files.delete(directory);
  }

  /**
   * A name beside a file for something that goes with this process, on the same file system and
   * known to {@link #isTemporary}.
   */
  public static Path temporaryBeside(Path file) {
    return directoryOf(file).resolve(temporaryName(file));
  }

  /** Whether this is the name of a temporary file that a killed process may have left behind. */
  public static boolean isTemporary(Path file) {
    Path name = file.getFileName();
    return name != null
        && name.toString().startsWith(".")
        && name.toString().endsWith(TEMPORARY_SUFFIX);
  }

  /**
   * Deletes what killed writers of a file have left behind; for a caller who knows that nobody is
   * writing it.
   */
  public static void deleteTemporaries(Path file) throws IOException {
    String start = "." + file.getFileName() + ".";
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directoryOf(file))) {
      for (Path entry : entries) {
        if (isTemporary(entry) && entry.getFileName().toString().startsWith(start)) {
          Files.deleteIfExists(entry);
        }
      }
    }
  }

  /** Makes renames and deletions in this directory last, where the file system can. */
  static void syncDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Some systems cannot sync a directory; the file itself is whole either way.
      return;
    }
  }

  private static Path directoryOf(Path file) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " is not the path of a file");
    }
    return parent;
  }

  /** Process and thread in the name keep two writers of one file apart. */
  private static String temporaryName(Path file) {
    return "."
        + file.toAbsolutePath().normalize().getFileName()
        + "."
        + ProcessHandle.current().pid()
        + "-"
        + Thread.currentThread().getId()
        + TEMPORARY_SUFFIX;
  }
}
