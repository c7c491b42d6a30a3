package io.absnas.core.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * NumPy's zip of arrays, entries stored or deflated. Arrays are little-endian and in C order; no
 * pickle is ever looked into. Everything is read into memory, up to {@link #MAX_BYTES}.
 */
final class Npz {
  /** What all arrays of a file may take together: what deflate can hide is more than memory. */
  static final long MAX_BYTES = MemoryBudget.MAX_BYTES;

  /** Deflate cannot do better than 1032 to 1, so a larger claim is false. */
  private static final long MAX_DEFLATE_RATIO = 1040;

  private static final int BLOCK_BYTES = 1 << 18;
  private static final String SUFFIX = ".npy";
  private static final Map<String, DataKind> KINDS =
      Map.of(
          "<f4", DataKind.FLOAT32,
          "<f8", DataKind.FLOAT64,
          "<i8", DataKind.INT64,
          "|u1", DataKind.UINT8,
          "|b1", DataKind.UINT8);

  private Npz() {}

  static NamedTensors read(Path file) throws IOException {
    TensorCollector collector = new TensorCollector(file.toString());
    try (ZipFile zip = open(file)) {
      long total = 0;
      for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        String rawName = entry.getName();
        if (!rawName.endsWith(SUFFIX)) {
          throw new WeightFileException(
              "entry '" + TensorCollector.printable(rawName) + "' is not an array (.npy)");
        }
        String name = collector.admit(rawName.substring(0, rawName.length() - SUFFIX.length()));
        checkClaim(name, entry);
        total += entry.getSize();
        if (total > MAX_BYTES) {
          throw new WeightFileException(
              "unpacks to more than " + MAX_BYTES + " bytes, the most that is read");
        }
        readEntry(zip, entry, name, collector);
      }
    }
    return collector.collected();
  }

  private static ZipFile open(Path file) throws IOException {
    try {
      return new ZipFile(file.toFile(), StandardCharsets.UTF_8);
    } catch (IOException | IllegalArgumentException e) {
      throw new WeightFileException(
          "is not a whole zip archive; it may be cut short (" + reason(e) + ")");
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static void checkClaim(String name, ZipEntry entry) throws WeightFileException {
    long size = entry.getSize();
    long packed = entry.getCompressedSize();
    boolean possible =
        switch (entry.getMethod()) {
          case ZipEntry.STORED -> size == packed;
          case ZipEntry.DEFLATED -> size <= MAX_DEFLATE_RATIO * (packed + 1);
          default ->
              throw new WeightFileException(
                  "tensor "
                      + name
                      + " is packed by zip method "
                      + entry.getMethod()
                      + ", allowed are stored and deflated");
        };
    if (!possible || size < 0 || packed < 0) {
      throw new WeightFileException(
          "tensor %s claims %d bytes in %d packed ones".formatted(name, size, packed));
    }
  }

  private static void readEntry(ZipFile zip, ZipEntry entry, String name, TensorCollector collector)
      throws IOException {
    CRC32 crc = new CRC32();
    try (InputStream raw = zip.getInputStream(entry);
        InputStream in = new CheckedInputStream(raw, crc)) {
      NpyHeader header = NpyHeader.read(in);
      DataKind kind = KINDS.get(header.descr());
      if (kind == null) {
        collector.addUnusable(name, described(header.descr()));
        return;
      }
      if (header.fortranOrder()) {
        collector.addUnusable(name, "an array in Fortran order (allowed is C order)");
        return;
      }
      long elements = TensorShape.elements(header.shape());
      long bytes = entry.getSize() - header.bytes();
      if (elements < 0 || elements * kind.bytes() != bytes || bytes > Integer.MAX_VALUE) {
        throw new WeightFileException(
            "has shape %s of %s, but %d bytes of data".formatted(header.shape(), kind, bytes));
      }
      byte[] data = new byte[(int) bytes];
      if (!filled(in, data) || in.read() >= 0) {
        throw new WeightFileException("is not as long as its shape " + header.shape());
      }
      if (crc.getValue() != entry.getCrc()) {
        throw new WeightFileException("is damaged: its CRC-32 does not match");
      }
      collector.add(new HostTensor(name, kind, header.shape(), ByteBuffer.wrap(data)));
    } catch (IOException | IllegalArgumentException e) {
      throw new WeightFileException("tensor " + name + " " + problem(e));
    }
  }

  /** Reads in blocks: for one long read the JDK would allocate that much native memory beside. */
  private static boolean filled(InputStream in, byte[] data) throws IOException {
    int end = 0;
    while (end < data.length) {
      int count = in.read(data, end, Math.min(BLOCK_BYTES, data.length - end));
      if (count < 0) {
        return false;
      }
      end += count;
    }
    return true;
  }

  private static String problem(Exception e) {
    return e instanceof WeightFileException
        ? String.valueOf(e.getMessage())
        : "cannot be unpacked: it is damaged or cut short";
  }

  private static String described(String descr) {
    String text = TensorCollector.printable(descr);
    if (descr.contains("O")) {
      return "an array of Python objects ('" + text + "'), which is never unpickled,";
    }
    if (descr.startsWith(">")) {
      return "big-endian ('" + text + "')";
    }
    return "of NumPy type '" + text + "'";
  }
}
