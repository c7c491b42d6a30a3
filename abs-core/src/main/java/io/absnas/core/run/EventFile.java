package io.absnas.core.run;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A TensorBoard event file with scalars: records of {@code length, checksum, Event, checksum},
 * where Event is a protocol-buffer message.
 */
public final class EventFile implements AutoCloseable {
  /** How TensorBoard knows such files. */
  static final String PREFIX = "events.out.tfevents.";

  /** Size of a file without scalars. */
  static final int HEADER_BYTES = 40;

  private static final String FILE_VERSION = "brain.Event:2";
  private static final int MASK_DELTA = 0xa282ead8;

  private final OutputStream out;
  private final Clock clock;

  private EventFile(OutputStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  /** A new file in this directory, named by time, host and process. */
  public static EventFile create(Path directory, Clock clock) throws IOException {
    requireNonNull(clock, "clock is null");
    String name =
        PREFIX
            + clock.instant().getEpochSecond()
            + "."
            + RunLock.host()
            + "."
            + ProcessHandle.current().pid();
    Path file = directory.resolve(name);
    for (int copy = 1; Files.exists(file); copy++) {
      file = directory.resolve(name + "." + copy);
    }
    EventFile events = new EventFile(Files.newOutputStream(file, CREATE_NEW, WRITE), clock);
    Message version = new Message();
    version.real(1, seconds(clock.instant()));
    version.text(3, FILE_VERSION);
    events.record(version.bytes());
    return events;
  }

  /** Appends scalars by tag and hands them to the operating system. */
  public void scalars(long step, Map<String, Double> values) throws IOException {
    Message summary = new Message();
    for (Map.Entry<String, Double> scalar : values.entrySet()) {
      Message value = new Message();
      value.text(1, scalar.getKey());
      value.single(2, scalar.getValue().floatValue());
      summary.message(1, value);
    }
    Message event = new Message();
    event.real(1, seconds(clock.instant()));
    event.whole(2, step);
    event.message(5, summary);
    record(event.bytes());
  }

  private void record(byte[] data) throws IOException {
    byte[] length =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    ByteBuffer record =
        ByteBuffer.allocate(data.length + Long.BYTES + 2 * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(length)
            .putInt(maskedCrc(length))
            .put(data)
            .putInt(maskedCrc(data));
    out.write(record.array());
    out.flush();
  }

  /** CRC-32C, turned by 15 bits and shifted, as the record format asks for. */
  static int maskedCrc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() * 1e-9;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** The few kinds of protocol-buffer fields that events need. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
      return out.toByteArray();
    }

    void whole(int field, long value) {
      key(field, VARINT);
      varint(value);
    }

    void real(int field, double value) {
      key(field, FIXED64);
      fixed(Double.doubleToLongBits(value), Long.BYTES);
    }

    void single(int field, float value) {
      key(field, FIXED32);
      fixed(Float.floatToIntBits(value), Integer.BYTES);
    }

    void text(int field, String value) {
      content(field, value.getBytes(StandardCharsets.UTF_8));
    }

    void message(int field, Message value) {
      content(field, value.bytes());
    }

    private void content(int field, byte[] value) {
      key(field, LENGTH_DELIMITED);
      varint(value.length);
      out.writeBytes(value);
    }

    private void key(int field, int kind) {
      varint(((long) field << 3) | kind);
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        out.write((int) ((left & 0x7f) | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
    }

    private void fixed(long value, int bytes) {
      for (int i = 0; i < bytes; i++) {
        out.write((int) (value >>> (8 * i)));
      }
    }
  }
}
