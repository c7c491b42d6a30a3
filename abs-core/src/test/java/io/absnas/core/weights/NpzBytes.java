package io.absnas.core.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds npz files by hand, the wrong ones too. */
final class NpzBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(bytes);
  private final boolean stored;

  NpzBytes(boolean stored) {
    this.stored = stored;
  }

  /** A little-endian float32 array. */
  NpzBytes floats(String name, String shape, float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return array(name, "'<f4'", "False", shape, data.array());
  }

  /** An array whose header literal is put together from these texts. */
  NpzBytes array(String name, String descr, String fortran, String shape, byte[] data) {
    String literal =
        "{'descr': " + descr + ", 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
    return literal(name, 1, literal, data);
  }

  /** An array with any header text. */
  NpzBytes literal(String name, int version, String literal, byte[] data) {
    byte[] text = (literal + " \n").getBytes(StandardCharsets.UTF_8);
    int lengthBytes = version == 1 ? 2 : 4;
    ByteBuffer npy =
        ByteBuffer.allocate(8 + lengthBytes + text.length + data.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    npy.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    npy.put((byte) version).put((byte) 0);
    if (version == 1) {
      npy.putShort((short) text.length);
    } else {
      npy.putInt(text.length);
    }
    npy.put(text).put(data);
    return entry(name + ".npy", npy.array());
  }

  NpzBytes entry(String name, byte[] content) {
    ZipEntry entry = new ZipEntry(name);
    if (stored) {
      CRC32 crc = new CRC32();
      crc.update(content);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(crc.getValue());
    }
    try {
      zip.putNextEntry(entry);
      zip.write(content);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  byte[] bytes() {
    try {
      zip.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
