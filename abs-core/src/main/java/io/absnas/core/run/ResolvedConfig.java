package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * A configuration after all layers were merged and checked.
 *
 * @param value the typed configuration
 * @param tree the same as a tree, with every key spelt out and absent ones left out, unless they
 *     have a default: those are null
 * @param yaml canonical YAML text of the tree: equal values give equal text, whatever files and
 *     overrides they came from
 * @param sha256 hash of that text, the configuration hash of runs and checkpoints
 * @param origins where each key was written last
 */
public record ResolvedConfig<T>(
    T value, JsonNode tree, String yaml, String sha256, Map<String, String> origins) {
  public ResolvedConfig {
    requireNonNull(value, "value is null");
    requireNonNull(tree, "tree is null");
    requireNonNull(yaml, "yaml is null");
    requireNonNull(sha256, "sha256 is null");
    origins = Map.copyOf(origins);
  }

  /**
   * Where this key was written: {@code file:line}, or the override's text; of the nearest key
   * around it if it was not written anywhere.
   *
   * @param key dotted path in kebab case, for example {@code flops.max}
   */
  public String origin(String key) {
    return ConfigTree.originIn(origins, key);
  }

  /**
   * Hash of the configuration without some keys, for results that do not depend on them.
   *
   * @param keys dotted paths, each with all below it; one that is absent changes nothing
   */
  public String sha256Without(List<String> keys) {
    ObjectNode rest = tree.deepCopy();
    for (String key : keys) {
      int end = key.lastIndexOf('.');
      JsonNode parent = end < 0 ? rest : rest.at("/" + key.substring(0, end).replace('.', '/'));
      if (parent instanceof ObjectNode node) {
        node.remove(key.substring(end + 1));
      }
    }
    return Sha256.of(StrictYaml.write(rest));
  }

  /**
   * A failure found later, about one key: {@code configs/x.yaml:12: flops.max is 1, below 7}.
   *
   * @param problem what is wrong, beginning after the key
   */
  public AbsException failure(ExitCode exitCode, String key, String problem) {
    return new AbsException(exitCode, origin(key) + ": " + key + " " + problem);
  }
}
