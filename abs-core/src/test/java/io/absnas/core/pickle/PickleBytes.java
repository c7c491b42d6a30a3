package io.absnas.core.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Puts pickles together opcode by opcode, the hostile ones too. */
public final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** An opcode without argument, or any text as it is. */
  public PickleBytes op(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Bytes as they are. */
  public PickleBytes raw(int... bytes) {
    for (int value : bytes) {
      out.write(value);
    }
    return this;
  }

  /** PROTO. */
  public PickleBytes proto(int version) {
    return raw(0x80, version);
  }

  /** BINUNICODE with its true length. */
  public PickleBytes text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return op("X").int32(bytes.length).bytes(bytes);
  }

  /** GLOBAL. */
  public PickleBytes global(String module, String name) {
    return op("c" + module + "\n" + name + "\n");
  }

  /** LONG1 with eight bytes. */
  public PickleBytes number(long value) {
    return raw(0x8a, 8).int64(value);
  }

  /** A little-endian argument of four bytes. */
  public PickleBytes int32(long value) {
    return bytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array());
  }

  /** A little-endian argument of eight bytes. */
  public PickleBytes int64(long value) {
    return bytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  /** Bytes as they are. */
  public PickleBytes bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** The same opcodes many times. */
  public PickleBytes times(int count, String text) {
    return op(text.repeat(count));
  }

  /** STOP, and all that was put together. */
  public byte[] stop() {
    return op(".").toByteArray();
  }

  /** All that was put together. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }
}
