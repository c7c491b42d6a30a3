package io.absnas.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** The values of a canonical configuration by their dotted keys. */
public final class ConfigLeaves {
  private ConfigLeaves() {}

  /**
   * Every key that has a value; lists count as one value.
   *
   * @param yaml text of a {@code config.yaml}
   * @throws AbsException CHECKPOINT if it is not YAML
   */
  public static Map<String, String> of(String yaml) {
    Map<String, String> leaves = new TreeMap<>();
    collect(
        TreeParser.parse(StrictMappers.yaml(), yaml, "config.yaml", ExitCode.CHECKPOINT).root(),
        "",
        leaves);
    return leaves;
  }

  private static void collect(JsonNode node, String path, Map<String, String> leaves) {
    if (node.isObject() && !node.isEmpty()) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        collect(entry.getValue(), ConfigKeys.join(path, entry.getKey()), leaves);
      }
    } else if (!node.isNull()) {
      leaves.put(path, node.toString());
    }
  }
}
