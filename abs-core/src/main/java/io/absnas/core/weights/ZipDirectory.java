package io.absnas.core.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The directory of a zip archive (PKWARE APPNOTE 6.3, zip64 included), checked so that it can be
 * read in one way only: names are plain and there once, members lie inside the file and apart from
 * one another, and their own headers have the names that the directory gives.
 */
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int ENTRY = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int END_BYTES = 22;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR64_BYTES = 20;
  private static final int ENTRY_BYTES = 46;
  private static final int LOCAL_BYTES = 30;
  private static final int MAX_COMMENT = 0xffff;
  private static final long LARGE = 0xffffffffL;
  private static final int MAX_MEMBERS = 200_000;
  private static final int DEFLATED = 8;

  /** Deflate cannot do better than 1032 to 1, so a larger claim is false. */
  private static final long MAX_DEFLATE_RATIO = 1040;

  private final ByteBuffer file;
  private final Map<String, ZipMember> members = new LinkedHashMap<>();

  private ZipDirectory(ByteBuffer file) {
    this.file = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The members of an archive by name, directories left out, in the order of its directory. */
  static Map<String, ZipMember> read(ByteBuffer file) throws WeightFileException {
    ZipDirectory directory = new ZipDirectory(file);
    try {
      directory.readAll();
    } catch (IndexOutOfBoundsException e) {
      throw damaged("it points outside of the file");
    }
    return directory.members;
  }

  private void readAll() throws WeightFileException {
    int end = end();
    long count = file.getShort(end + 10) & 0xffff;
    long bytes = file.getInt(end + 12) & LARGE;
    long start = file.getInt(end + 16) & LARGE;
    long limit = end;
    int locator = end - LOCATOR64_BYTES;
    if (locator >= 0 && file.getInt(locator) == LOCATOR64) {
      int end64 = place(file.getLong(locator + 8), END64_BYTES);
      if (file.getInt(end64) != END64) {
        throw damaged("its end is not where it says");
      }
      count = file.getLong(end64 + 32);
      bytes = file.getLong(end64 + 40);
      start = file.getLong(end64 + 48);
      limit = end64;
    }
    if (start < 0 || bytes < 0 || start > limit || bytes != limit - start) {
      throw damaged("it does not end where it says");
    }
    if (count < 0 || count > MAX_MEMBERS) {
      throw damaged("it claims more than " + MAX_MEMBERS + " members");
    }
    int at = (int) start;
    for (long i = 0; i < count; i++) {
      at = entry(at, (int) limit);
    }
    if (at != limit) {
      throw damaged("it does not have as many members as it says");
    }
    checkApart((int) start);
  }

  /** Where the end record stands: its comment reaches exactly to the end of the file. */
  private int end() throws WeightFileException {
    int last = file.limit() - END_BYTES;
    for (int at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
      if (file.getInt(at) == END && (file.getShort(at + 20) & 0xffff) == last - at) {
        return at;
      }
    }
    throw new WeightFileException("is not a whole zip archive; it may be cut short");
  }

  private int place(long position, int count) throws WeightFileException {
    if (position < 0 || position > file.limit() - (long) count) {
      throw damaged("it points outside of the file");
    }
    return (int) position;
  }

  /** Takes one entry and returns where the next one begins. */
  private int entry(int at, int limit) throws WeightFileException {
    if (at > limit - ENTRY_BYTES || file.getInt(at) != ENTRY) {
      throw damaged("a member is missing");
    }
    int nameBytes = file.getShort(at + 28) & 0xffff;
    int extraBytes = file.getShort(at + 30) & 0xffff;
    int commentBytes = file.getShort(at + 32) & 0xffff;
    int next = at + ENTRY_BYTES + nameBytes + extraBytes + commentBytes;
    if (next > limit) {
      throw damaged("a member is longer than the directory");
    }
    byte[] rawName = bytes(at + ENTRY_BYTES, nameBytes);
    String name = new String(rawName, StandardCharsets.UTF_8);
    checkName(name);
    int flags = file.getShort(at + 8);
    int method = file.getShort(at + 10) & 0xffff;
    if ((flags & 1) != 0 || (method != 0 && method != DEFLATED)) {
      throw wrong(
          name,
          (flags & 1) != 0
              ? "is encrypted"
              : "is packed by zip method " + method + ", allowed are stored and deflated");
    }
    long[] sizes = sizes(at, at + ENTRY_BYTES + nameBytes, extraBytes);
    int local = place(sizes[2], LOCAL_BYTES);
    long data = local + LOCAL_BYTES + (long) nameBytes + (file.getShort(local + 28) & 0xffff);
    ZipMember member =
        new ZipMember(
            name, method == DEFLATED, file.getInt(at + 16), sizes[1], sizes[0], local, data);
    checkClaim(member);
    if (file.getInt(local) != LOCAL
        || (file.getShort(local + 8) & 0xffff) != method
        || (file.getShort(local + 26) & 0xffff) != nameBytes
        || !Arrays.equals(bytes(local + LOCAL_BYTES, nameBytes), rawName)) {
      throw wrong(name, "has another name or method, or none, where it lies");
    }
    if (name.endsWith("/") ? member.size() != 0 : members.put(name, member) != null) {
      throw wrong(name, "is there twice, or is a directory with content");
    }
    return next;
  }

  /** Size, packed size and position; zip64 moves those that do not fit to an extra field. */
  private long[] sizes(int at, int extra, int extraBytes) {
    long[] sizes = {
      file.getInt(at + 24) & LARGE, file.getInt(at + 20) & LARGE, file.getInt(at + 42) & LARGE
    };
    int end = extra + extraBytes;
    for (int field = extra; field + 4 <= end; field += 4 + (file.getShort(field + 2) & 0xffff)) {
      int value = field + 4;
      for (int i = 0; i < sizes.length && file.getShort(field) == 1; i++) {
        if (sizes[i] == LARGE) {
          sizes[i] = file.getLong(value);
          value += Long.BYTES;
        }
      }
    }
    return sizes;
  }

  private void checkClaim(ZipMember member) throws WeightFileException {
    long room = file.limit() - member.data();
    if (member.packed() < 0 || member.packed() > room) {
      throw wrong(member.name(), "claims %d bytes, %d are left".formatted(member.packed(), room));
    }
    boolean possible =
        member.deflated()
            ? member.size() >= 0 && member.size() <= MAX_DEFLATE_RATIO * (member.packed() + 1)
            : member.size() == member.packed();
    if (!possible) {
      throw wrong(
          member.name(),
          "claims %d bytes in %d packed ones".formatted(member.size(), member.packed()));
    }
  }

  private static void checkName(String name) throws WeightFileException {
    boolean plain =
        !name.isEmpty()
            && !name.startsWith("/")
            && name.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c))
            && Arrays.stream(name.split("/"))
                .noneMatch(part -> part.equals("..") || part.isEmpty());
    if (!plain) {
      throw wrong(name, "has a name that is not allowed: a path that leads elsewhere");
    }
  }

  private void checkApart(int directory) throws WeightFileException {
    List<ZipMember> ordered = new ArrayList<>(members.values());
    ordered.sort(Comparator.comparingLong(ZipMember::begin));
    long free = 0;
    for (ZipMember member : ordered) {
      if (member.begin() < free || member.end() > directory) {
        throw wrong(member.name(), "overlaps another member or the directory");
      }
      free = member.end();
    }
  }

  private byte[] bytes(int at, int count) {
    byte[] bytes = new byte[count];
    file.get(at, bytes);
    return bytes;
  }

  private static WeightFileException wrong(String name, String problem) {
    return new WeightFileException(
        "member '" + TensorCollector.printable(name) + "' of the archive " + problem);
  }

  private static WeightFileException damaged(String problem) {
    return new WeightFileException("has a damaged zip directory: " + problem);
  }
}
