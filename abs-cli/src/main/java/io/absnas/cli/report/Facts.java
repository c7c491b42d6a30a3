package io.absnas.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Turns a JSON file into rows of a table. */
final class Facts {
  private static final int MOST_ELEMENTS = 40;

  private Facts() {}

  /** One row per value, named by its path; short lists of plain values are one row. */
  static List<Fact> of(JsonNode json) {
    List<Fact> facts = new ArrayList<>();
    add(facts, "", json);
    return List.copyOf(facts);
  }

  private static void add(List<Fact> facts, String path, JsonNode node) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        add(facts, path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue());
      }
    } else if (node.isArray() && !isPlain(node)) {
      for (int i = 0; i < node.size(); i++) {
        add(facts, path + "[" + i + "]", node.get(i));
      }
    } else if (node.isArray()) {
      facts.add(
          new Fact(
              path,
              StreamSupport.stream(node.spliterator(), false)
                  .map(JsonNode::asText)
                  .collect(Collectors.joining(" "))));
    } else if (!node.isNull()) {
      facts.add(new Fact(path, node.asText()));
    }
  }

  private static boolean isPlain(JsonNode array) {
    return array.size() <= MOST_ELEMENTS
        && StreamSupport.stream(array.spliterator(), false).allMatch(JsonNode::isValueNode);
  }
}
