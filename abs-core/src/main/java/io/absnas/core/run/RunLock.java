package io.absnas.core.run;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operating system's lock on a run directory. It ends with its process, however that ends; the
 * file stays and holds host and process of the last writer.
 */
final class RunLock implements AutoCloseable {
  /** Behind the text, so that the text stays readable where locks are mandatory. */
  private static final long LOCKED_BYTE = 1L << 40;

  /**
   * Directories locked by this process. A POSIX lock belongs to the process and is lost when any
   * channel on the file is closed, so the file must not even be opened a second time.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path key;
  private final FileChannel channel;

  private RunLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /** Locks an existing directory or fails with the host and process that hold it. */
  static RunLock acquire(Path directory, Path file) throws IOException {
    Path key = directory.toRealPath();
    synchronized (HELD) {
      if (HELD.contains(key)) {
        throw inUse(directory, owner());
      }
      FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw inUse(directory, Files.readString(file).strip());
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((owner() + "\n").getBytes(StandardCharsets.UTF_8)));
      HELD.add(key);
      return new RunLock(key, channel);
    }
  }

  /** Fails if somebody holds the lock; takes nothing. */
  static void requireFree(Path directory, Path file) throws IOException {
    if (Files.exists(file)) {
      acquire(directory, file).close();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (channel.isOpen()) {
        HELD.remove(key);
        channel.close();
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    return channel.tryLock(LOCKED_BYTE, 1, false);
  }

  private static AbsException inUse(Path directory, String owner) {
    return new AbsException(
        ExitCode.USAGE,
        directory + " is in use by " + (owner.isEmpty() ? "another process" : owner));
  }

  private static String owner() {
    return "process " + ProcessHandle.current().pid() + " on host " + host();
  }

  /** This machine's name, {@code localhost} if it has none. */
  static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
