package io.absnas.core.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.reflect.RecordComponent;
import java.util.Locale;

/** Spelling of keys: Java names to kebab case, and dotted paths. */
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
}
