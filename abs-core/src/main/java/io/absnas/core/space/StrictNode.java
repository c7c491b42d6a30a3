package io.absnas.core.space;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.Nearest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a YAML or JSON file that knows its file, line and key, and takes nothing on trust:
 * every failure is an {@link AbsException} of one line that names them.
 */
final class StrictNode {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, true)
              .build());
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, true)
              .build());
  private static final Pattern INDEX = Pattern.compile("/(\\d+)(?=/|$)");

  private final String file;
  private final Map<String, Integer> lines;
  private final String pointer;
  private final JsonNode node;

  private StrictNode(String file, Map<String, Integer> lines, String pointer, JsonNode node) {
    this.file = file;
    this.lines = lines;
    this.pointer = pointer;
    this.node = node;
  }

  /** The root of a file; {@link ExitCode#INPUT} if it cannot be read or is no mapping. */
  static StrictNode read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.INPUT, file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /** The root of a text, JSON if it opens like an object; {@code file} is for messages. */
  static StrictNode parse(String file, String text) {
    ObjectMapper mapper = text.stripLeading().startsWith("{") ? JSON : YAML;
    Map<String, Integer> lines = new HashMap<>();
    try (JsonParser parser = mapper.getFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        lines.putIfAbsent(
            parser.getParsingContext().pathAsPointer().toString(),
            parser.currentTokenLocation().getLineNr());
      }
      JsonNode root =
          mapper
              .readerFor(JsonNode.class)
              .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readTree(text);
      StrictNode result = new StrictNode(file, lines, "", root);
      if (!root.isObject()) {
        throw new AbsException(ExitCode.INPUT, file + ": must be a mapping of keys to values");
      }
      return result;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String reason = e.getOriginalMessage().lines().findFirst().orElse("not YAML");
      throw new AbsException(ExitCode.INPUT, file + ":" + line + ": " + reason, e);
    } catch (IOException e) {
      throw new AbsException(ExitCode.INPUT, file + ": " + e.getMessage(), e);
    }
  }

  /** Fails unless every key here is one of these. */
  void allowKeys(List<String> known) {
    if (!node.isObject()) {
      throw fail("must be a mapping of " + String.join(", ", known));
    }
    for (String key : keys()) {
      if (!known.contains(key)) {
        throw child(key).fail("is not a known key; did you mean " + Nearest.to(key, known) + "?");
      }
    }
  }

  /** The keys of a mapping in the order of the file. */
  List<String> keys() {
    if (!node.isObject()) {
      throw fail("must be a mapping");
    }
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** The value of a key that must be there. */
  StrictNode get(String key) {
    return find(key).orElseThrow(() -> child(key).fail("is missing"));
  }

  /** The value of a key that may be left out. */
  Optional<StrictNode> find(String key) {
    return node.hasNonNull(key) ? Optional.of(child(key)) : Optional.empty();
  }

  private StrictNode child(String key) {
    JsonNode value = node.path(key);
    String escaped = key.replace("~", "~0").replace("/", "~1");
    return new StrictNode(file, lines, pointer + "/" + escaped, value);
  }

  /** The entries of a list that must not be empty. */
  List<StrictNode> items() {
    if (!node.isArray() || node.isEmpty()) {
      throw fail("is " + shown() + ", must be a list with at least one entry");
    }
    List<StrictNode> items = new ArrayList<>();
    for (JsonNode item : node) {
      items.add(new StrictNode(file, lines, pointer + "/" + items.size(), item));
    }
    return items;
  }

  /** A text; numbers and truth values are no texts. */
  String text() {
    if (!node.isTextual()) {
      throw fail("is " + shown() + ", must be a text");
    }
    return node.textValue();
  }

  /** A whole number in a range, ends included. */
  int integer(int least, int most) {
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < least
        || node.intValue() > most) {
      throw fail("is " + shown() + ", must be a whole number from " + least + " to " + most);
    }
    return node.intValue();
  }

  /** A number in a range, ends included. */
  double decimal(double least, double most) {
    if (!node.isNumber() || node.doubleValue() < least || node.doubleValue() > most) {
      throw fail("is " + shown() + ", must be a number from " + least + " to " + most);
    }
    return node.doubleValue();
  }

  /** True or false. */
  boolean truth() {
    if (!node.isBoolean()) {
      throw fail("is " + shown() + ", must be true or false");
    }
    return node.booleanValue();
  }

  /** The value as it stands. */
  JsonNode json() {
    return node;
  }

  /** The value on one line, for messages. */
  String shown() {
    String text = node.isTextual() ? node.textValue() : node.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  /** The failure to throw: {@code file:line: key} and what is wrong with it. */
  AbsException fail(String problem) {
    String key = key();
    return new AbsException(
        ExitCode.INPUT, file + ":" + line() + ": " + (key.isEmpty() ? "" : key + " ") + problem);
  }

  /** What messages call this place, such as {@code stages[2].stride}. */
  private String key() {
    Matcher index = INDEX.matcher(pointer);
    String dotted = index.replaceAll("[$1]").replace('/', '.');
    String key = dotted.startsWith(".") ? dotted.substring(1) : dotted;
    return key.replace("~1", "/").replace("~0", "~");
  }

  /** The line of this place, or of the nearest place around it that the file has. */
  private int line() {
    String at = pointer;
    while (!lines.containsKey(at) && !at.isEmpty()) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
    return lines.getOrDefault(at, 1);
  }
}
