package io.absnas.core.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The bytes of a pickle: arguments of opcodes, each checked before anything is made for it. */
final class PickleInput {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,100}");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]{1,30}(\\.[0-9]{0,30})?([eE][+-]?[0-9]{1,4})?|inf|nan)");

  private final ByteBuffer bytes;
  private final int start;
  private final PickleLimits limits;

  PickleInput(ByteBuffer bytes, PickleLimits limits) {
    this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    this.start = bytes.position();
    this.limits = limits;
  }

  int position() {
    return bytes.position();
  }

  int unsignedByte() throws PickleException {
    need(1);
    return bytes.get() & 0xff;
  }

  int unsignedShort() throws PickleException {
    need(2);
    return bytes.getShort() & 0xffff;
  }

  int signedInt() throws PickleException {
    need(4);
    return bytes.getInt();
  }

  long unsignedInt() throws PickleException {
    return signedInt() & 0xffffffffL;
  }

  long signedLong() throws PickleException {
    need(8);
    return bytes.getLong();
  }

  double bigEndianDouble() throws PickleException {
    return Double.longBitsToDouble(Long.reverseBytes(signedLong()));
  }

  /** Little-endian two's complement; none at all is 0. */
  PyScalar number(int length) throws PickleException {
    byte[] reversed = new byte[length + 1];
    ByteBuffer data = slice(length);
    for (int i = length; i > 0; i--) {
      reversed[i] = data.get();
    }
    reversed[0] = (byte) (length > 0 && reversed[1] < 0 ? -1 : 0);
    return whole(new BigInteger(reversed));
  }

  /** A frame says how many bytes belong together; it changes nothing. */
  void frame() throws PickleException {
    long length = signedLong();
    if (length < 0 || length > bytes.remaining()) {
      throw new PickleException(
          "a frame claims %s bytes, %d are left"
              .formatted(Long.toUnsignedString(length), bytes.remaining()));
    }
  }

  String text(long length) throws PickleException {
    ByteBuffer data = slice(limited(length));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(data).toString();
    } catch (CharacterCodingException e) {
      throw new PickleException("a text is not UTF-8");
    }
  }

  ByteBuffer binary(long length) throws PickleException {
    return slice(limited(length));
  }

  /** Up to the next line feed, one character a byte. */
  String line() throws PickleException {
    int from = bytes.position();
    int most = Math.min(bytes.remaining(), limits.textBytes());
    for (int i = 0; i < most; i++) {
      if (bytes.get(from + i) == '\n') {
        byte[] text = new byte[i];
        bytes.get(text);
        bytes.position(from + i + 1);
        return new String(text, StandardCharsets.ISO_8859_1);
      }
    }
    throw new PickleException(
        most < limits.textBytes()
            ? "is cut short: a line has no end"
            : "a line is longer than " + limits.textBytes() + " bytes");
  }

  /** A whole number in digits; protocol 0 writes truth values as 00 and 01. */
  PyScalar wholeLine() throws PickleException {
    String line = line();
    if (line.equals("00") || line.equals("01")) {
      return new PyScalar.Bool(line.equals("01"));
    }
    return whole(line);
  }

  /** A whole number in digits with an L behind it. */
  PyScalar longLine() throws PickleException {
    String line = line();
    return whole(line.endsWith("L") ? line.substring(0, line.length() - 1) : line);
  }

  /** The number of a memo entry in digits. */
  long memoLine() throws PickleException {
    return wholeLine() instanceof PyScalar.Int number ? number.value() : -1;
  }

  double decimalLine() throws PickleException {
    String line = line();
    if (!DECIMAL.matcher(line).matches()) {
      throw new PickleException("'" + Printable.of(line) + "' is no number");
    }
    return Double.parseDouble(line.replace("inf", "Infinity").replace("nan", "NaN"));
  }

  /** Python's raw-unicode-escape: Latin-1 with four digits behind a small u and eight behind U. */
  String escapedLine() throws PickleException {
    String line = line();
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < line.length()) {
      char next = i + 1 < line.length() ? line.charAt(i + 1) : ' ';
      if (line.charAt(i) == '\\' && (next == 'u' || next == 'U')) {
        int digits = next == 'u' ? 4 : 8;
        text.appendCodePoint(codePoint(line, i + 2, digits));
        i += 2 + digits;
      } else {
        text.append(line.charAt(i));
        i++;
      }
    }
    return text.toString();
  }

  private static int codePoint(String line, int from, int digits) throws PickleException {
    String hex = line.substring(from, Math.min(from + digits, line.length()));
    long value = hex.matches("[0-9a-fA-F]{" + digits + "}") ? Long.parseLong(hex, 16) : -1;
    if (value < 0 || value > Character.MAX_CODE_POINT) {
      throw new PickleException("'" + Printable.of(hex) + "' is the code of no character");
    }
    return (int) value;
  }

  private static PyScalar whole(String digits) throws PickleException {
    if (!WHOLE.matcher(digits).matches()) {
      throw new PickleException("'" + Printable.of(digits) + "' is no whole number");
    }
    return whole(new BigInteger(digits));
  }

  private static PyScalar whole(BigInteger value) {
    return value.bitLength() < Long.SIZE
        ? new PyScalar.Int(value.longValue())
        : new PyScalar.BigInt(value);
  }

  private int limited(long length) throws PickleException {
    if (length > limits.textBytes()) {
      throw new PickleException(
          "a text or bytes of %d bytes, allowed are at most %d"
              .formatted(length, limits.textBytes()));
    }
    return (int) length;
  }

  private ByteBuffer slice(int length) throws PickleException {
    need(length);
    ByteBuffer slice = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return slice;
  }

  private void need(int count) throws PickleException {
    if (bytes.remaining() < count) {
      throw new PickleException(
          "is cut short: %d bytes are needed, %d are left".formatted(count, bytes.remaining()));
    }
    if (bytes.position() + count - start > limits.bytes()) {
      throw new PickleException("a pickle of more than " + limits.bytes() + " bytes");
    }
  }
}
