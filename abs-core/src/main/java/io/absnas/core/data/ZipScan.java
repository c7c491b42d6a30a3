package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;

import io.absnas.core.run.AbsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists the images of a zip file whose members are stored without compression (PKWARE APPNOTE 6.3),
 * zip64 included.
 */
final class ZipScan {
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int ENTRY = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int END_BYTES = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int ENTRY_BYTES = 46;
  private static final int LOCAL_BYTES = 30;
  private static final long LARGE = 0xffffffffL;

  private final Path file;
  private final FileChannel channel;
  private final Map<String, DirectoryListing> directories = new HashMap<>();

  private ZipScan(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Lists the images.
   *
   * @throws AbsException with {@code INPUT} if the file is cut off, is no zip file, holds a
   *     compressed image, or no images in directories
   */
  static ImageIndex scan(Path file, FileChannel channel) throws IOException {
    ZipScan scan = new ZipScan(file, channel);
    try {
      scan.entries(scan.centralDirectory());
    } catch (IndexOutOfBoundsException e) {
      throw scan.damaged();
    }
    return IndexAssembly.index(file.toString(), scan.directories, true, List.of());
  }

  private ByteBuffer centralDirectory() throws IOException {
    long size = channel.size();
    int tailBytes = (int) Math.min(size, END_BYTES + MAX_COMMENT);
    ByteBuffer tail = bytes(size - tailBytes, tailBytes);
    int at = tailBytes - END_BYTES;
    while (at >= 0 && tail.getInt(at) != END) {
      at--;
    }
    if (at < 0) {
      throw new AbsException(INPUT, file + ": cut off, or no zip file: its directory is missing");
    }
    long length = tail.getInt(at + 12) & LARGE;
    long start = tail.getInt(at + 16) & LARGE;
    if (length == LARGE || start == LARGE || (tail.getShort(at + 10) & 0xffff) == 0xffff) {
      int locator = at - 20;
      if (locator >= 0 && tail.getInt(locator) == LOCATOR64) {
        ByteBuffer end = bytes(tail.getLong(locator + 8), 56);
        if (end.getInt(0) != END64) {
          throw damaged();
        }
        length = end.getLong(40);
        start = end.getLong(48);
      }
    }
    if (start < 0 || length < 0 || start > size - length || length > Integer.MAX_VALUE) {
      throw damaged();
    }
    return channel.map(FileChannel.MapMode.READ_ONLY, start, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void entries(ByteBuffer directory) throws IOException {
    int at = 0;
    while (at + ENTRY_BYTES <= directory.limit()) {
      if (directory.getInt(at) != ENTRY) {
        throw damaged();
      }
      int nameBytes = directory.getShort(at + 28) & 0xffff;
      int extraBytes = directory.getShort(at + 30) & 0xffff;
      int commentBytes = directory.getShort(at + 32) & 0xffff;
      if (at + ENTRY_BYTES + nameBytes + extraBytes + commentBytes > directory.limit()) {
        throw damaged();
      }
      byte[] name = new byte[nameBytes];
      directory.get(at + ENTRY_BYTES, name);
      entry(directory, at, new String(name, StandardCharsets.UTF_8), nameBytes, extraBytes);
      at += ENTRY_BYTES + nameBytes + extraBytes + commentBytes;
    }
  }

  private void entry(ByteBuffer directory, int at, String path, int nameBytes, int extraBytes)
      throws IOException {
    if (!ImageNames.isImage(path.substring(path.lastIndexOf('/') + 1))) {
      return;
    }
    int flags = directory.getShort(at + 8);
    int method = directory.getShort(at + 10);
    if (method != 0 || (flags & 1) != 0) {
      throw new AbsException(
          INPUT,
          "%s: %s is %s; only stored members are read (zip -0)"
              .formatted(file, path, (flags & 1) != 0 ? "encrypted" : "compressed"));
    }
    long bytes = directory.getInt(at + 24) & LARGE;
    long offset = directory.getInt(at + 42) & LARGE;
    int extra = at + ENTRY_BYTES + nameBytes;
    int end = extra + extraBytes;
    while (extra + 4 <= end) {
      int length = directory.getShort(extra + 2) & 0xffff;
      if (directory.getShort(extra) == 1) {
        int value = extra + 4;
        if (bytes == LARGE) {
          bytes = directory.getLong(value);
          value += 8;
        }
        if ((directory.getInt(at + 20) & LARGE) == LARGE) {
          value += 8;
        }
        if (offset == LARGE) {
          offset = directory.getLong(value);
        }
      }
      extra += 4 + length;
    }
    ArchiveListing.add(directories, file, path, content(path, offset, bytes), bytes);
  }

  /** The member's bytes stand behind a header of their own, whose length is its own too. */
  private long content(String path, long offset, long bytes) throws IOException {
    if (offset < 0 || offset > channel.size() - LOCAL_BYTES) {
      throw damaged();
    }
    ByteBuffer header = bytes(offset, LOCAL_BYTES);
    if (header.getInt(0) != LOCAL) {
      throw damaged();
    }
    long start =
        offset + LOCAL_BYTES + (header.getShort(26) & 0xffff) + (header.getShort(28) & 0xffff);
    if (bytes < 0 || start > channel.size() - bytes) {
      throw new AbsException(INPUT, "%s: cut off: %s is not whole".formatted(file, path));
    }
    return start;
  }

  private ByteBuffer bytes(long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    if (position < 0) {
      throw damaged();
    }
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw damaged();
      }
    }
    return bytes.flip();
  }

  private AbsException damaged() {
    return new AbsException(INPUT, file + ": its directory is damaged");
  }
}
