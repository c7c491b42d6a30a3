package io.absnas.core.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Spelling of keys: Java names to kebab case, dotted paths, and the nearest known key. */
final class ConfigKeys {
  private static final PropertyNamingStrategies.KebabCaseStrategy KEBAB =
      new PropertyNamingStrategies.KebabCaseStrategy();

  private ConfigKeys() {}

  /** The key of a record component. */
  static String of(RecordComponent component) {
    JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
    return property == null || property.value().isEmpty()
        ? KEBAB.translate(component.getName())
        : property.value();
  }

  /** The text of an enum constant. */
  static String ofConstant(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name of one variant of a sealed type. */
  static String ofVariant(Class<?> variant) {
    JsonTypeName named = variant.getAnnotation(JsonTypeName.class);
    return named == null ? KEBAB.translate(variant.getSimpleName()) : named.value();
  }

  /** {@code parent.key}, or {@code key} at the top. */
  static String join(String parent, String key) {
    return parent.isEmpty() ? key : parent + "." + key;
  }

  /** The path of whatever holds this key, empty at the top. */
  static String parent(String path) {
    int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return end < 0 ? "" : path.substring(0, end);
  }

  /**
   * The candidate with the fewest edits to {@code key}, if they are at most a third of its length
   * or 2; hyphens, underscores and case do not count.
   */
  static Optional<String> nearest(String key, List<String> candidates) {
    String wanted = plain(key);
    int limit = Math.max(2, wanted.length() / 3);
    Optional<String> best = Optional.empty();
    for (String candidate : candidates) {
      int edits = edits(wanted, plain(candidate));
      if (edits <= limit && edits < Math.max(wanted.length(), 1)) {
        best = Optional.of(candidate);
        limit = edits - 1;
      }
    }
    return best;
  }

  private static String plain(String key) {
    return key.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** Levenshtein distance, with a swap of neighbours counted as one edit. */
  static int edits(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        distance[i][j] = edits(a, b, i, j, distance);
      }
    }
    return distance[a.length()][b.length()];
  }

  private static int edits(String a, String b, int i, int j, int[][] distance) {
    if (i == 0 || j == 0) {
      return i + j;
    }
    int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, distance[i - 2][j - 2] + 1) : best;
  }
}
