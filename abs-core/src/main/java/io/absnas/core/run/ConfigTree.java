package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * A parsed tree that knows where each of its keys was written.
 *
 * <p>Paths are dotted keys with list positions in brackets ({@code stages[2].width}); the empty
 * path is the whole tree. An origin is {@code file:line} or the text of an override.
 */
final class ConfigTree {
  private JsonNode root;
  private final Map<String, String> origins;

  ConfigTree(JsonNode root, Map<String, String> origins) {
    this.root = requireNonNull(root, "root is null");
    this.origins = new TreeMap<>(origins);
  }

  JsonNode root() {
    return root;
  }

  Map<String, String> origins() {
    return Map.copyOf(origins);
  }

  /** Where this key was written or, if it was not, the nearest thing around it. */
  String origin(String path) {
    return originIn(origins, path);
  }

  static String originIn(Map<String, String> origins, String path) {
    String at = path;
    while (!origins.containsKey(at) && !at.isEmpty()) {
      at = ConfigKeys.parent(at);
    }
    return origins.getOrDefault(at, "configuration");
  }

  /** Lays a later layer over this one: maps merge by key, anything else is replaced. */
  void overlay(ConfigTree later) {
    root = merged("", root, later.root, later);
  }

  /** Forgets a top-level key. */
  void remove(String key) {
    if (root instanceof ObjectNode object) {
      object.remove(key);
      forget(key);
    }
  }

  private JsonNode merged(String path, JsonNode mine, JsonNode theirs, ConfigTree later) {
    if (mine instanceof ObjectNode object && theirs.isObject()) {
      adopt(path, later);
      for (Map.Entry<String, JsonNode> entry : theirs.properties()) {
        String below = ConfigKeys.join(path, entry.getKey());
        JsonNode old = object.get(entry.getKey());
        object.set(
            entry.getKey(),
            old == null
                ? replaced(below, entry.getValue(), later)
                : merged(below, old, entry.getValue(), later));
      }
      return object;
    }
    return replaced(path, theirs, later);
  }

  private JsonNode replaced(String path, JsonNode theirs, ConfigTree later) {
    forget(path);
    later.origins.forEach(
        (key, origin) -> {
          if (isAtOrBelow(key, path)) {
            origins.put(key, origin);
          }
        });
    return theirs.deepCopy();
  }

  private void adopt(String path, ConfigTree later) {
    String origin = later.origins.get(path);
    if (origin != null) {
      origins.put(path, origin);
    }
  }

  private void forget(String path) {
    origins.keySet().removeIf(key -> isAtOrBelow(key, path));
  }

  private static boolean isAtOrBelow(String key, String path) {
    return path.isEmpty()
        || key.equals(path)
        || key.startsWith(path + ".")
        || key.startsWith(path + "[");
  }
}
