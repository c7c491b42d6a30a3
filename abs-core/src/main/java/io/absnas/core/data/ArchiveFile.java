package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * An uncompressed tar file or a zip file of stored members, read by position. The file stays open
 * until the process ends or nobody holds this object any more.
 */
final class ArchiveFile implements ImageFiles {
  private final Path file;
  private final FileChannel channel;
  private final boolean zip;

  private ArchiveFile(Path file, FileChannel channel, boolean zip) {
    this.file = requireNonNull(file, "file is null");
    this.channel = channel;
    this.zip = zip;
  }

  static ArchiveFile open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      ByteBuffer start = ByteBuffer.allocate(4);
      channel.read(start, 0);
      if (start.get(0) == 0x1f && start.get(1) == (byte) 0x8b) {
        channel.close();
        throw new AbsException(
            INPUT, file + ": compressed archives are not read; unpack it, or repack it as tar");
      }
      return new ArchiveFile(file, channel, start.get(0) == 'P' && start.get(1) == 'K');
    } catch (IOException e) {
      throw new AbsException(INPUT, file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }

  @Override
  public Path source() {
    return file;
  }

  @Override
  public ImageIndex scan() {
    try {
      return zip ? ZipScan.scan(file, channel) : TarScan.scan(file, channel);
    } catch (IOException e) {
      throw new AbsException(INPUT, file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /** Size and time of the archive. */
  @Override
  public String stamp(ImageIndex index) {
    try {
      FileTime time = Files.getLastModifiedTime(file);
      return IndexCache.isSettled(time, Instant.now())
          ? channel.size() + " bytes at " + time.to(TimeUnit.NANOSECONDS)
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public String stamp(ImageIndex index, int[] images) {
    String stamp = stamp(index);
    return stamp.isEmpty() ? stamp : Sha256.of(stamp);
  }

  @Override
  public void read(ImageIndex index, int image, FileBuffer target) throws IOException {
    int size = index.bytes(image);
    ByteBuffer bytes = ByteBuffer.wrap(target.atLeast(size), 0, size);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, index.offset(image) + bytes.position()) < 0) {
        throw new IOException("the archive has become shorter while in use");
      }
    }
  }
}
