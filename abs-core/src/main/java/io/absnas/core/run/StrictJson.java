package io.absnas.core.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads and writes the toolkit's JSON files: kebab-case keys in the order that the record declares,
 * map entries sorted, two blanks of indent, absent values left out, so that equal values give equal
 * bytes.
 */
public final class StrictJson {
  private StrictJson() {}

  /**
   * Reads a file into a record.
   *
   * @throws AbsException with {@link ExitCode#INPUT} and {@code file:line} for a file that is
   *     missing or malformed, a key that is unknown, missing or repeated, a refused value, or a
   *     seal (see {@link SealedJson}) that does not fit
   */
  public static <T> T read(Path file, Class<T> type) {
    String text = StrictYaml.text(file, ExitCode.INPUT);
    ConfigTree tree = TreeParser.parse(StrictMappers.json(), text, file.toString(), ExitCode.INPUT);
    return SealedJson.bind(tree, type);
  }

  /** Reads text into a record; {@code source} is what messages call it. */
  public static <T> T read(String text, String source, Class<T> type) {
    ConfigTree tree = TreeParser.parse(StrictMappers.json(), text, source, ExitCode.INPUT);
    return ConfigBinder.bind(tree, type, ExitCode.INPUT);
  }

  /** Indented text of a record or tree, with a line feed at its end. */
  public static String text(Object value) {
    return line(StrictMappers.json(), value) + "\n";
  }

  /** The same on a single line, without line feed. */
  public static String line(Object value) {
    return line(mapper(), value);
  }

  /** Writes a file atomically. */
  public static void write(Path file, Object value) throws IOException {
    AtomicFiles.write(file, text(value));
  }

  /** The tree that a record is written as. */
  public static JsonNode tree(Object value) {
    return mapper().valueToTree(value);
  }

  /** A mapper of the same rules that writes single lines, for callers that read or write often. */
  public static ObjectMapper mapper() {
    return StrictMappers.json().disable(SerializationFeature.INDENT_OUTPUT);
  }

  private static String line(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
    }
  }
}
