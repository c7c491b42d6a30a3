package io.absnas.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** One {@code key.sub=value} of the command line or the environment, as a tree of its own. */
final class ConfigOverride {
  private static final Pattern KEY = Pattern.compile("[^.=\\s\\[\\]]+(\\.[^.=\\s\\[\\]]+)*");
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern REAL =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,4})?");
  private static final String STRUCTURED = "[{\"'";

  private ConfigOverride() {}

  /**
   * Parses one override. A value that begins with a bracket, brace or quote is YAML; any other is a
   * number, {@code true}, {@code false}, {@code null} or nothing (both: no value), or plain text,
   * so that architectures and paths need no quotes.
   *
   * @param where what the user typed it into, for messages: {@code override} or the name of the
   *     environment variable
   */
  static ConfigTree parse(String text, String where) {
    String origin = where + " " + text;
    int equals = text.indexOf('=');
    if (equals < 0 || !KEY.matcher(text.substring(0, equals)).matches()) {
      throw new AbsException(ExitCode.USAGE, origin + ": expected key=value or key.sub=value");
    }
    String path = text.substring(0, equals);
    JsonNode tree = value(text.substring(equals + 1), origin);
    Map<String, String> origins = new HashMap<>();
    for (String at = path; !at.isEmpty(); at = ConfigKeys.parent(at)) {
      origins.put(at, origin);
      ObjectNode holder = JsonNodeFactory.instance.objectNode();
      holder.set(at.substring(at.lastIndexOf('.') + 1), tree);
      tree = holder;
    }
    return new ConfigTree(tree, origins);
  }

  private static JsonNode value(String text, String origin) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (text.isEmpty() || text.equals("null") || text.equals("~")) {
      return nodes.nullNode();
    }
    if (STRUCTURED.indexOf(text.charAt(0)) >= 0) {
      return TreeParser.parse(StrictMappers.yaml(), text, origin, ExitCode.USAGE).root();
    }
    if (text.equals("true") || text.equals("false")) {
      return nodes.booleanNode(text.equals("true"));
    }
    if (WHOLE.matcher(text).matches()) {
      BigInteger whole = new BigInteger(text);
      return whole.bitLength() < Long.SIZE
          ? nodes.numberNode(whole.longValue())
          : nodes.numberNode(whole);
    }
    return REAL.matcher(text).matches()
        ? nodes.numberNode(new BigDecimal(text))
        : nodes.textNode(text);
  }
}
