package io.absnas.core.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Builds zip archives by hand, also such as no program writes. */
final class ZipBytes {
  private static final long LARGE = 0xffffffffL;

  /** A member as the directory describes it. */
  private record Entry(String name, int method, int flags, int crc, long packed, long size) {}

  private final ByteArrayOutputStream members = new ByteArrayOutputStream();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Long> offsets = new ArrayList<>();

  /** A stored member. */
  ZipBytes stored(String name, byte[] content) {
    return member(name, content, entry(name, 0, content, content.length, content.length));
  }

  /** A deflated member. */
  ZipBytes deflated(String name, byte[] content) {
    return deflated(name, content, content.length);
  }

  /** A deflated member that claims to unpack to another size. */
  ZipBytes deflated(String name, byte[] content, long claimed) {
    byte[] packed = deflate(content);
    return member(name, packed, entry(name, 8, content, packed.length, claimed));
  }

  /** A stored member whose sizes in the directory are these. */
  ZipBytes claiming(String name, byte[] content, long packed, long size) {
    return member(name, content, entry(name, 0, content, packed, size));
  }

  /** A stored member whose own header has another name. */
  ZipBytes named(String name, String own, byte[] content) {
    return member(own, content, entry(name, 0, content, content.length, content.length));
  }

  /** A stored member with this method and these flags. */
  ZipBytes marked(String name, byte[] content, int method, int flags) {
    Entry entry = entry(name, method, content, content.length, content.length);
    return member(
        name, content, new Entry(name, method, flags, entry.crc, entry.packed, entry.size));
  }

  /** Another entry of the directory for the member that was added last, moved by some bytes. */
  ZipBytes again(String name, byte[] content, int moved) {
    offsets.add(offsets.get(offsets.size() - 1) + moved);
    entries.add(entry(name, 0, content, content.length, content.length));
    return this;
  }

  private static Entry entry(String name, int method, byte[] content, long packed, long size) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return new Entry(name, method, 0, (int) crc.getValue(), packed, size);
  }

  private ZipBytes member(String own, byte[] packed, Entry entry) {
    offsets.add((long) members.size());
    entries.add(entry);
    byte[] text = own.getBytes(StandardCharsets.UTF_8);
    byte[] header = new byte[30];
    little(header)
        .putInt(0x04034b50)
        .putShort(8, (short) entry.method)
        .putShort(26, (short) text.length);
    members.writeBytes(header);
    members.writeBytes(text);
    members.writeBytes(packed);
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(members.toByteArray());
    for (int i = 0; i < entries.size(); i++) {
      out.writeBytes(directory(entries.get(i), offsets.get(i)));
    }
    int directory = out.size() - members.size();
    byte[] end = new byte[22];
    ByteBuffer fields = little(end).putInt(0x06054b50);
    fields.putShort(8, (short) entries.size()).putShort(10, (short) entries.size());
    fields.putInt(12, directory).putInt(16, members.size());
    out.writeBytes(end);
    return out.toByteArray();
  }

  private static byte[] directory(Entry entry, long offset) {
    byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
    boolean large = entry.size >= LARGE || entry.packed >= LARGE || entry.size < 0;
    byte[] bytes = new byte[46 + name.length + (large ? 20 : 0)];
    ByteBuffer header = little(bytes).putInt(0x02014b50);
    header.putShort(8, (short) entry.flags).putShort(10, (short) entry.method);
    header.putInt(16, entry.crc).putInt(42, (int) offset).putShort(28, (short) name.length);
    header.putInt(20, large ? -1 : (int) entry.packed).putInt(24, large ? -1 : (int) entry.size);
    header.put(46, name);
    if (large) {
      header.putShort(30, (short) 20).position(46 + name.length);
      header.putShort((short) 1).putShort((short) 16).putLong(entry.size).putLong(entry.packed);
    }
    return bytes;
  }

  private static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] block = new byte[1 << 16];
    while (!deflater.finished()) {
      out.write(block, 0, deflater.deflate(block));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
