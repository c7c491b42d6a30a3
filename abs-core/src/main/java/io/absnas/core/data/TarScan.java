package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;

import io.absnas.core.run.AbsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists the images of an uncompressed tar file: ustar, GNU and pax headers. A tar file inside it
 * counts as a directory of its name, so ImageNet's archive, one tar file of 1,000, needs no
 * unpacking.
 */
final class TarScan {
  private static final int BLOCK = 512;
  private static final int MAX_NAME_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final Map<String, DirectoryListing> directories = new HashMap<>();

  private TarScan(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Lists the images.
   *
   * @throws AbsException with {@code INPUT} if the file is cut off, is no tar file, or holds no
   *     images in directories
   */
  static ImageIndex scan(Path file, FileChannel channel) throws IOException {
    TarScan scan = new TarScan(file, channel);
    scan.members(0, channel.size(), "");
    return IndexAssembly.index(file.toString(), scan.directories, true, List.of());
  }

  private void members(long start, long end, String directory) throws IOException {
    long at = start;
    Optional<String> name = Optional.empty();
    Optional<Long> size = Optional.empty();
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    while (at + BLOCK <= end) {
      read(at, block);
      if (isEmpty(block)) {
        return;
      }
      requireHeader(block, at);
      long content = at + BLOCK;
      long bytes = size.orElse(number(block, 124, 12));
      if (bytes < 0 || bytes > end - content) {
        throw new AbsException(
            INPUT,
            "%s: cut off: the member at byte %d needs %d bytes, %d are left"
                .formatted(file, at, bytes, end - content));
      }
      String path = name.orElse(name(block));
      switch (block.get(156)) {
        case 'L' -> name = Optional.of(cutAtZero(text(content, bytes)));
        case 'x' -> {
          Pax pax = pax(content, bytes);
          name = pax.path().isPresent() ? pax.path() : name;
          size = pax.size();
        }
        case '0', '7', 0 -> {
          member(directory + path, content, bytes);
          name = Optional.empty();
          size = Optional.empty();
        }
        case '1', '2' -> {
          requireNoImage(directory + path);
          name = Optional.empty();
          size = Optional.empty();
        }
        default -> {
          name = Optional.empty();
          size = Optional.empty();
        }
      }
      at = content + (bytes + BLOCK - 1) / BLOCK * BLOCK;
    }
    // One inside another is as long as it was; the outer one may have been cut between members.
    if (at < end || directory.isEmpty()) {
      throw new AbsException(
          INPUT,
          ("%s: cut off: no blocks of zeros end it at byte %d; if it is whole, give it an end by"
                  + " head -c 1024 /dev/zero >> FILE")
              .formatted(file, at));
    }
  }

  /** A link names a member that is elsewhere in the archive, or outside of it. */
  private void requireNoImage(String path) {
    if (ImageNames.isImage(path.substring(path.lastIndexOf('/') + 1))) {
      throw new AbsException(
          INPUT,
          "%s: %s is a link; tar with --hard-dereference --dereference stores the image itself"
              .formatted(file, path));
    }
  }

  private Pax pax(long content, long bytes) throws IOException {
    try {
      return Pax.parse(text(content, bytes));
    } catch (NumberFormatException e) {
      throw new AbsException(
          INPUT, "%s: damaged: no extended header at byte %d".formatted(file, content), e);
    }
  }

  private void member(String path, long offset, long bytes) throws IOException {
    String clean = path.startsWith("./") ? path.substring(2) : path;
    int slash = clean.lastIndexOf('/');
    String name = clean.substring(slash + 1);
    if (name.endsWith(".tar")) {
      members(offset, offset + bytes, clean.substring(0, clean.length() - 4) + "/");
    } else if (ImageNames.isImage(name)) {
      ArchiveListing.add(directories, file, clean, offset, bytes);
    }
  }

  private void read(long position, ByteBuffer target) throws IOException {
    target.clear();
    while (target.hasRemaining()) {
      if (channel.read(target, position + target.position()) < 0) {
        throw new AbsException(INPUT, file + ": cut off at byte " + position);
      }
    }
  }

  private String text(long position, long bytes) throws IOException {
    if (bytes > MAX_NAME_BYTES) {
      throw new AbsException(INPUT, "%s: a header of %d bytes".formatted(file, bytes));
    }
    ByteBuffer content = ByteBuffer.allocate((int) bytes);
    read(position, content);
    return new String(content.array(), StandardCharsets.UTF_8);
  }

  private static boolean isEmpty(ByteBuffer block) {
    for (int i = 0; i < BLOCK; i++) {
      if (block.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of all bytes, those of the sum itself taken for blanks. */
  private void requireHeader(ByteBuffer block, long at) {
    int sum = 8 * ' ';
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? 0 : block.get(i) & 0xff;
    }
    if (sum != number(block, 148, 8)) {
      throw new AbsException(
          INPUT,
          at == 0
              ? file + ": no uncompressed tar file"
              : "%s: damaged: no header at byte %d".formatted(file, at));
    }
  }

  /** Octal digits, or, for large files, a binary number marked by its first bit. */
  private static long number(ByteBuffer block, int from, int bytes) {
    long value = 0;
    if ((block.get(from) & 0x80) != 0) {
      for (int i = from + bytes - 8; i < from + bytes; i++) {
        value = value << 8 | (block.get(i) & 0xff);
      }
      return value;
    }
    for (int i = from; i < from + bytes; i++) {
      int digit = block.get(i) - '0';
      if (digit >= 0 && digit < 8) {
        value = 8 * value + digit;
      } else if (value > 0 || block.get(i) == 0) {
        break;
      }
    }
    return value;
  }

  private static String name(ByteBuffer block) {
    String name = field(block, 0, 100);
    boolean ustar = field(block, 257, 5).equals("ustar");
    String prefix = ustar && block.get(263) == '0' ? field(block, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String field(ByteBuffer block, int from, int count) {
    byte[] bytes = new byte[count];
    block.get(from, bytes);
    return cutAtZero(new String(bytes, StandardCharsets.UTF_8));
  }

  private static String cutAtZero(String text) {
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  /**
   * The records of an extended header that matter.
   *
   * @param path replaces the name of the next member
   * @param size replaces its size
   */
  private record Pax(Optional<String> path, Optional<Long> size) {
    static Pax parse(String text) {
      Optional<String> path = Optional.empty();
      Optional<Long> size = Optional.empty();
      for (String line : text.split("\n", -1)) {
        int blank = line.indexOf(' ');
        int equals = line.indexOf('=');
        if (blank > 0 && equals > blank) {
          String value = line.substring(equals + 1);
          switch (line.substring(blank + 1, equals)) {
            case "path" -> path = Optional.of(value);
            case "size" -> size = Optional.of(Long.valueOf(value));
            default -> {}
          }
        }
      }
      return new Pax(path, size);
    }
  }
}
