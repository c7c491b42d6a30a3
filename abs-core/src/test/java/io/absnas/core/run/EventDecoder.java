package io.absnas.core.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads event files on its own: bitwise CRC-32C and a general walk over protocol-buffer fields. */
final class EventDecoder {
  private EventDecoder() {}

  /** One event; wall time in seconds. */
  record Event(double wallTime, long step, String fileVersion, Map<String, Float> scalars) {}

  static List<Event> read(Path file) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (all.hasRemaining()) {
      byte[] length = bytes(all, 8);
      assertThat(all.getInt()).isEqualTo(masked(length));
      byte[] data =
          bytes(all, (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
      assertThat(all.getInt()).isEqualTo(masked(data));
      events.add(event(data));
    }
    return events;
  }

  /** Reflected polynomial 0x82f63b78 bit by bit, then rotate right 15 and add the constant. */
  static int masked(byte[] data) {
    int crc = -1;
    for (byte b : data) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
      }
    }
    long value = ~crc & 0xffffffffL;
    return (int) (((value >> 15) | (value << 17)) + 0xa282ead8L);
  }

  private static Event event(byte[] data) {
    Map<String, Float> scalars = new LinkedHashMap<>();
    Map<Integer, Object> fields = fields(data);
    if (fields.get(5) instanceof byte[] summary) {
      ByteBuffer values = ByteBuffer.wrap(summary);
      while (values.hasRemaining()) {
        assertThat(varint(values)).isEqualTo((1 << 3) | 2);
        Map<Integer, Object> value = fields(bytes(values, (int) varint(values)));
        scalars.put(text(value.get(1)), Float.intBitsToFloat((Integer) number(value.get(2))));
      }
    }
    return new Event(
        Double.longBitsToDouble((Long) number(fields.get(1))),
        fields.get(2) instanceof Long step ? step : 0,
        fields.get(3) instanceof byte[] version ? text(version) : "",
        scalars);
  }

  private static Map<Integer, Object> fields(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, Object> fields = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      long key = varint(in);
      int field = (int) (key >>> 3);
      switch ((int) key & 7) {
        case 0 -> fields.put(field, varint(in));
        case 1 -> fields.put(field, in.getLong());
        case 2 -> fields.put(field, bytes(in, (int) varint(in)));
        case 5 -> fields.put(field, in.getInt());
        default -> throw new AssertionError("wire type of key " + key);
      }
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      long part = in.get() & 0xff;
      value |= (part & 0x7f) << shift;
      if (part < 0x80) {
        return value;
      }
    }
  }

  private static Number number(@Nullable Object field) {
    return (Number) requireNonNull(field);
  }

  private static String text(@Nullable Object field) {
    return new String((byte[]) requireNonNull(field), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer in, int count) {
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }
}
