package io.absnas.core.data;

import io.absnas.core.image.DecoderChoice;
import io.absnas.core.image.Decoders;
import io.absnas.core.image.GoldenPictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small folders and archives of pictures. */
final class PictureFolders {
  private PictureFolders() {}

  /** Two classes: five files in {@code cat}, one of them in a folder of its own, three in dog. */
  static Map<String, byte[]> animals() {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("cat/a.JPEG", GoldenPictures.file("baseline.jpg"));
    files.put("cat/b.jpg", GoldenPictures.file("progressive.jpg"));
    files.put("cat/c.Jpeg", GoldenPictures.file("grey.jpg"));
    files.put("cat/more/d.JPEG", GoldenPictures.file("source.png"));
    files.put("cat/z.png", GoldenPictures.file("tall.png"));
    files.put("dog/a.JPEG", GoldenPictures.file("cmyk.jpg"));
    files.put("dog/b.JPEG", GoldenPictures.file("turned.jpg"));
    files.put("dog/c.JPEG", GoldenPictures.file("tall.png"));
    files.put("dog/notes.txt", "no image".getBytes(StandardCharsets.UTF_8));
    return files;
  }

  /** One of these files. */
  static byte[] animal(String path) {
    return Objects.requireNonNull(animals().get(path), path);
  }

  static Path write(Path root, Map<String, byte[]> files) {
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = root.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives all directories a time of the past, as if nothing had happened for long. */
  static void settle(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ImageFolder open(Path source, Path cache) {
    return open(source, cache, DecoderChoice.JDK);
  }

  static ImageFolder open(Path source, Path cache, DecoderChoice decoder) {
    return ImageFolder.open(
        "folder/test",
        "data.dir",
        source.toString(),
        new CacheDirectory(cache),
        Decoders.of(decoder));
  }

  static List<String> paths(ImageFolder folder) {
    return Stream.iterate(0, position -> position < folder.size(), position -> position + 1)
        .map(folder::path)
        .toList();
  }

  /** A tar file with ustar headers; names above 100 bytes get a header before them. */
  static byte[] tar(Map<String, byte[]> files, boolean pax) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String name = file.getKey();
      if (name.length() > 100) {
        if (pax) {
          String record = " path=" + name + "\n";
          int length = record.length() + 3;
          tarMember(out, "PaxHeaders/x", 'x', (length + record).getBytes(StandardCharsets.UTF_8));
        } else {
          tarMember(out, "././@LongLink", 'L', (name + "\0").getBytes(StandardCharsets.UTF_8));
        }
        name = name.substring(0, 100);
      }
      tarMember(out, name, '0', file.getValue());
    }
    out.writeBytes(new byte[1024]);
    return out.toByteArray();
  }

  /** The member of a tar file that is a hard link. */
  static byte[] link(String name, String target) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    tarMember(out, name, '1', new byte[0]);
    byte[] header = out.toByteArray();
    put(header, 157, target);
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void tarMember(ByteArrayOutputStream out, String name, char type, byte[] content) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 124, "%011o\0".formatted(content.length));
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    out.writeBytes(header);
    out.writeBytes(content);
    out.writeBytes(new byte[(512 - content.length % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  static byte[] zip(Map<String, byte[]> files, int method) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
          CRC32 crc = new CRC32();
          crc.update(file.getValue());
          entry.setSize(file.getValue().length);
          entry.setCrc(crc.getValue());
        }
        entry.setExtra(new byte[] {0x55, 0x55, 1, 0, 7});
        out.putNextEntry(entry);
        out.write(file.getValue());
        out.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A zip file that keeps all sizes and places in 64 bits, as those above 4 GB do. */
  static byte[] zip64(Map<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] name = file.getKey().getBytes(StandardCharsets.UTF_8);
      long offset = out.size();
      ByteBuffer local = little(30).putInt(0x04034b50);
      local.putInt(18, file.getValue().length).putInt(22, file.getValue().length);
      local.putShort(26, (short) name.length).putShort(28, (short) 0);
      out.writeBytes(bytes(local));
      out.writeBytes(name);
      out.writeBytes(file.getValue());
      ByteBuffer entry = little(46).putInt(0x02014b50);
      entry.putInt(20, -1).putInt(24, -1).putInt(42, -1);
      entry.putShort(28, (short) name.length).putShort(30, (short) 28);
      directory.writeBytes(bytes(entry));
      directory.writeBytes(name);
      long size = file.getValue().length;
      ByteBuffer large = little(28).putShort((short) 1).putShort((short) 24);
      directory.writeBytes(bytes(large.putLong(size).putLong(size).putLong(offset)));
    }
    long start = out.size();
    out.writeBytes(directory.toByteArray());
    long end = out.size();
    ByteBuffer end64 = little(56).putInt(0x06064b50).putLong(44);
    end64.putLong(24, files.size()).putLong(32, files.size());
    end64.putLong(40, directory.size()).putLong(48, start);
    out.writeBytes(bytes(end64));
    out.writeBytes(bytes(little(20).putInt(0x07064b50).putInt(0).putLong(end).putInt(1)));
    ByteBuffer last = little(22).putInt(0x06054b50).putInt(0);
    last.putShort((short) -1).putShort((short) -1).putInt(-1).putInt(-1);
    out.writeBytes(bytes(last));
    return out.toByteArray();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
