package io.absnas.core.mutation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Damages files as disks, careless programs and attackers do. */
public final class Mutations {
  /** All that a pickle of protocols 0 to 5 can have, the forbidden too. */
  private static final byte[] OPCODES =
      ("().012BCDFGIJKLMNPQRSTUVX]abcdeghijlopqrstu}"
              + "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c"
              + "\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098")
          .getBytes(StandardCharsets.ISO_8859_1);

  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    255,
    256,
    65535,
    65536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xffffffffL,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private Mutations() {}

  /** The bytes after one to four changes; the original stays. */
  public static byte[] of(byte[] original, RandomGenerator random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes = once(bytes, random);
    }
    return bytes;
  }

  private static byte[] once(byte[] bytes, RandomGenerator random) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(9)) {
      case 0, 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 3, 4 -> bytes[at] = OPCODES[random.nextInt(OPCODES.length)];
      case 5 -> number(bytes, at, NUMBERS[random.nextInt(NUMBERS.length)], random.nextBoolean());
      case 6 -> {
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
      }
      case 7 -> {
        return spliced(bytes, at, Math.min(at + random.nextInt(20), bytes.length), new byte[0]);
      }
      default -> {
        int from = random.nextInt(bytes.length);
        int to = Math.min(from + random.nextInt(40), bytes.length);
        return spliced(bytes, at, at, Arrays.copyOfRange(bytes, from, to));
      }
    }
    return bytes;
  }

  private static void number(byte[] bytes, int at, long value, boolean wide) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (wide && at + Long.BYTES <= bytes.length) {
      buffer.putLong(at, value);
    } else if (at + Integer.BYTES <= bytes.length) {
      buffer.putInt(at, (int) value);
    }
  }

  /** The bytes with others in place of those from {@code from} to {@code to}. */
  private static byte[] spliced(byte[] bytes, int from, int to, byte[] others) {
    byte[] result = new byte[bytes.length - (to - from) + others.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(others, 0, result, from, others.length);
    System.arraycopy(bytes, to, result, from + others.length, bytes.length - to);
    return result;
  }
}
