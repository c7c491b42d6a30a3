package io.absnas.core.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of a NumPy array file, format versions 1.0, 2.0 and 3.0: a Python dictionary literal
 * with exactly the keys {@code descr}, {@code fortran_order} and {@code shape}. It is parsed, never
 * evaluated.
 *
 * <p>See NEP 1, "A Simple File Format for NumPy Arrays".
 *
 * @param descr element type such as {@code <f4}; for a record type the text of its list
 * @param fortranOrder whether the first index runs fastest
 * @param shape dimensions
 * @param bytes length of the header in the file, magic included
 */
record NpyHeader(String descr, boolean fortranOrder, List<Long> shape, int bytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_TEXT_BYTES = 1 << 16;
  private static final int MAX_DIMENSIONS = 32;

  NpyHeader {
    shape = List.copyOf(shape);
  }

  /** Reads the header and leaves the stream at the first element. */
  static NpyHeader read(InputStream in) throws IOException {
    byte[] start = exactly(in, MAGIC.length + 2);
    for (int i = 0; i < MAGIC.length; i++) {
      if (start[i] != MAGIC[i]) {
        throw new WeightFileException("does not start like a NumPy array");
      }
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3 || start[MAGIC.length + 1] != 0) {
      throw new WeightFileException(
          "has NumPy format version %d.%d, allowed are 1.0, 2.0 and 3.0"
              .formatted(version & 0xFF, start[MAGIC.length + 1] & 0xFF));
    }
    byte[] sizeBytes = exactly(in, version == 1 ? 2 : 4);
    long size = 0;
    for (int i = sizeBytes.length - 1; i >= 0; i--) {
      size = size << 8 | (sizeBytes[i] & 0xFF);
    }
    if (size > MAX_TEXT_BYTES) {
      throw new WeightFileException(
          "has a NumPy header of " + size + " bytes, allowed are at most " + MAX_TEXT_BYTES);
    }
    String text = new String(exactly(in, (int) size), StandardCharsets.UTF_8);
    int bytes = start.length + sizeBytes.length + (int) size;
    return new Parser(text).parse(bytes);
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new WeightFileException("is cut short in its NumPy header");
    }
    return bytes;
  }

  /** Reads the one literal that NumPy writes; anything else is refused. */
  private static final class Parser {
    private final String text;
    private int next;
    private String descr = "";
    private boolean fortranOrder;
    private final List<Long> shape = new ArrayList<>();

    Parser(String text) {
      this.text = text;
    }

    NpyHeader parse(int bytes) throws WeightFileException {
      List<String> keys = new ArrayList<>();
      expect('{');
      while (!accept('}')) {
        String key = string();
        if (keys.contains(key)) {
          throw malformed();
        }
        keys.add(key);
        expect(':');
        value(key);
        if (!accept(',')) {
          expect('}');
          break;
        }
      }
      blanks();
      if (next != text.length() || keys.size() != 3) {
        throw malformed();
      }
      return new NpyHeader(descr, fortranOrder, shape, bytes);
    }

    private void value(String key) throws WeightFileException {
      switch (key) {
        case "descr" -> descr = accept('[') ? recordType() : string();
        case "fortran_order" -> fortranOrder = truth();
        case "shape" -> tuple();
        default -> throw malformed();
      }
    }

    private String string() throws WeightFileException {
      blanks();
      char quote = peek();
      if (quote != '\'' && quote != '"') {
        throw malformed();
      }
      int end = text.indexOf(quote, next + 1);
      if (end < 0 || text.substring(next, end).indexOf('\\') >= 0) {
        throw malformed();
      }
      String value = text.substring(next + 1, end);
      next = end + 1;
      return value;
    }

    private String recordType() throws WeightFileException {
      int start = next - 1;
      int depth = 1;
      while (depth > 0) {
        char c = peek();
        if (c == '\'' || c == '"') {
          string();
          continue;
        }
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        next++;
      }
      return text.substring(start, next);
    }

    private boolean truth() throws WeightFileException {
      blanks();
      for (String word : List.of("True", "False")) {
        if (text.startsWith(word, next)) {
          next += word.length();
          return word.equals("True");
        }
      }
      throw malformed();
    }

    private void tuple() throws WeightFileException {
      expect('(');
      boolean comma = true;
      while (!accept(')')) {
        if (!comma || shape.size() == MAX_DIMENSIONS) {
          throw malformed();
        }
        shape.add(number());
        comma = accept(',');
      }
      if (shape.size() == 1 && !comma) {
        throw malformed(); // (3) is a number in Python, (3,) a tuple
      }
    }

    private long number() throws WeightFileException {
      blanks();
      int start = next;
      while (peek() >= '0' && peek() <= '9') {
        next++;
      }
      if (next == start || next - start > 18) {
        throw malformed();
      }
      return Long.parseLong(text, start, next, 10);
    }

    private char peek() throws WeightFileException {
      if (next >= text.length()) {
        throw malformed();
      }
      return text.charAt(next);
    }

    private boolean accept(char c) {
      blanks();
      if (next < text.length() && text.charAt(next) == c) {
        next++;
        return true;
      }
      return false;
    }

    private void expect(char c) throws WeightFileException {
      if (!accept(c)) {
        throw malformed();
      }
    }

    private void blanks() {
      while (next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\n')) {
        next++;
      }
    }

    private WeightFileException malformed() {
      return new WeightFileException("has a malformed NumPy header");
    }
  }
}
