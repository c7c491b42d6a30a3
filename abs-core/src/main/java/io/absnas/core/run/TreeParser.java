package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads one JSON or YAML text into a tree and notes the line of every key. */
final class TreeParser {
  private final ObjectMapper mapper;
  private final String source;
  private final ExitCode exitCode;
  private final Map<String, String> origins = new HashMap<>();

  private TreeParser(ObjectMapper mapper, String source, ExitCode exitCode) {
    this.mapper = mapper;
    this.source = requireNonNull(source, "source is null");
    this.exitCode = requireNonNull(exitCode, "exitCode is null");
  }

  /**
   * Parses text of one document; an empty one is an empty map.
   *
   * @param source what messages call the text, usually the file
   * @param exitCode of the failure if the text is malformed or repeats a key
   */
  static ConfigTree parse(ObjectMapper mapper, String text, String source, ExitCode exitCode) {
    return new TreeParser(mapper, source, exitCode).parse(text);
  }

  /** The mapper for a file of this name: JSON if it says so, YAML otherwise. */
  static ObjectMapper mapperFor(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".json")
        ? StrictMappers.json()
        : StrictMappers.yaml();
  }

  private ConfigTree parse(String text) {
    try (JsonParser parser = mapper.createParser(text)) {
      origins.put("", source);
      JsonNode root = parser.nextToken() == null ? mapper.createObjectNode() : value(parser, "");
      if (parser.nextToken() != null) {
        throw failure(line(parser), "there is something after the end of the document");
      }
      return new ConfigTree(root, origins);
    } catch (JsonProcessingException e) {
      String problem =
          requireNonNull(e.getOriginalMessage(), "no message").lines().findFirst().orElse("");
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw failure(
          line,
          problem.startsWith("Duplicate field '")
              ? "repeated key " + problem.substring("Duplicate field '".length()).replace("'", "")
              : problem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode value(JsonParser parser, String path) throws IOException {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw failure(
          line(parser), "*" + parser.getText() + " is an alias; aliases are not supported");
    }
    JsonToken token = parser.currentToken();
    JsonNodeFactory nodes = mapper.getNodeFactory();
    if (token == JsonToken.START_OBJECT) {
      return object(parser, path);
    } else if (token == JsonToken.START_ARRAY) {
      return array(parser, path);
    } else if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          ? nodes.numberNode(parser.getBigIntegerValue())
          : nodes.numberNode(parser.getLongValue());
    } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      return decimal(parser);
    } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return nodes.booleanNode(parser.getBooleanValue());
    }
    return token == JsonToken.VALUE_NULL || isNothing(parser)
        ? nodes.nullNode()
        : nodes.textNode(parser.getText());
  }

  private JsonNode decimal(JsonParser parser) throws IOException {
    try {
      return mapper.getNodeFactory().numberNode(parser.getDecimalValue());
    } catch (NumberFormatException e) {
      // Jackson's own exceptions stop short of exponents with too many digits.
      throw failure(line(parser), "a number has an exponent that is too large");
    }
  }

  private JsonNode object(JsonParser parser, String path) throws IOException {
    ObjectNode object = mapper.createObjectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      String below = ConfigKeys.join(path, key);
      origins.put(below, source + ":" + line(parser));
      parser.nextToken();
      object.set(key, value(parser, below));
    }
    return object;
  }

  private JsonNode array(JsonParser parser, String path) throws IOException {
    ArrayNode array = mapper.createArrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String below = path + "[" + array.size() + "]";
      origins.put(below, source + ":" + line(parser));
      array.add(value(parser, below));
    }
    return array;
  }

  /** Nothing after the colon, as opposed to a pair of quotes. */
  private static boolean isNothing(JsonParser parser) {
    return parser instanceof YAMLParser
        && parser.currentTokenLocation().getCharOffset()
            == parser.currentLocation().getCharOffset();
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private AbsException failure(int line, String problem) {
    return new AbsException(exitCode, source + ":" + line + ": " + problem);
  }
}
