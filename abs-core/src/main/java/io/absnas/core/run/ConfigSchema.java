package io.absnas.core.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares a tree with the record it is meant for: unknown keys (with the nearest known one),
 * missing keys, values of the wrong kind. What may be absent is {@code Optional} or
 * {@code @Nullable}.
 */
final class ConfigSchema {
  private static final Pattern REAL_TEXT =
      Pattern.compile("[-+]?[0-9][0-9_]*(\\.[0-9]*)?([eE][-+]?[0-9]+)?|NaN|[-+]?Infinity");
  private static final int MAX_DEPTH = 8;

  private final ConfigTree tree;
  private final Class<?> root;
  private final ExitCode exitCode;
  private boolean mayMiss = true;

  ConfigSchema(ConfigTree tree, Class<?> root, ExitCode exitCode) {
    this.tree = tree;
    this.root = root;
    this.exitCode = exitCode;
  }

  /** Fails at the first thing that does not fit. */
  void check() {
    // a misspelt key explains a missing one, so it is named first
    check(tree.root(), root, "");
    mayMiss = false;
    check(tree.root(), root, "");
  }

  /** The line for a value of the wrong kind, without its origin. */
  static String mismatch(String path, JsonNode node, @Nullable Class<?> wanted) {
    String name = path.isEmpty() ? "the document" : path;
    boolean empty = node.isValueNode() && node.asText("").isEmpty();
    String found = empty || node.isMissingNode() ? "empty" : shortened(node.toString());
    return name + " is " + found + ", expected " + kind(wanted == null ? Object.class : wanted);
  }

  private void check(JsonNode node, Type type, String path) {
    if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
      checkGeneric(node, generic.getActualTypeArguments(), raw, path);
    } else if (type instanceof Class<?> plain) {
      checkClass(node, plain, path);
    }
  }

  private void checkGeneric(JsonNode node, Type[] arguments, Class<?> raw, String path) {
    if (raw == Optional.class) {
      if (!node.isNull()) {
        check(node, arguments[0], path);
      }
    } else if (Collection.class.isAssignableFrom(raw)) {
      require(node.isArray(), node, raw, path);
      for (int i = 0; i < node.size(); i++) {
        check(node.get(i), arguments[0], path + "[" + i + "]");
      }
    } else if (Map.class.isAssignableFrom(raw)) {
      require(node.isObject(), node, raw, path);
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        check(entry.getValue(), arguments[1], ConfigKeys.join(path, entry.getKey()));
      }
    }
  }

  private void checkClass(JsonNode node, Class<?> type, String path) {
    if (type.isAnnotationPresent(JsonTypeInfo.class)) {
      checkVariant(node, type, path);
    } else if (type.isRecord()) {
      if (node.isObject()) {
        checkRecord(node, type, path, "");
      } else {
        require(hasCreator(type) && !node.isNull(), node, type, path);
      }
    } else if (type == int.class || type == Integer.class) {
      require(node.isIntegralNumber() && node.canConvertToInt(), node, type, path);
    } else if (type == long.class || type == Long.class) {
      require(node.isIntegralNumber() && node.canConvertToLong(), node, type, path);
    } else if (type == double.class || type == Double.class || type == float.class) {
      boolean real = node.isTextual() && REAL_TEXT.matcher(node.textValue()).matches();
      require(node.isNumber() || real, node, type, path);
    } else if (type == boolean.class || type == Boolean.class) {
      require(node.isBoolean(), node, type, path);
    } else if (type == String.class || type.isEnum()) {
      require(node.isValueNode() && !node.isNull(), node, type, path);
    } else if (type != JsonNode.class) {
      require(!node.isNull(), node, type, path);
    }
  }

  private void checkVariant(JsonNode node, Class<?> type, String path) {
    String property = property(type);
    require(node.isObject(), node, type, path);
    String key = ConfigKeys.join(path, property);
    if (!node.has(property)) {
      throw failure(path, "missing key " + key);
    }
    Map<String, Class<?>> variants = variants(type);
    Class<?> variant = variants.get(node.get(property).asText());
    if (variant == null) {
      throw failure(
          key,
          key
              + " is "
              + node.get(property).asText()
              + ", expected one of "
              + String.join(", ", variants.keySet()));
    }
    checkRecord(node, variant, path, property);
  }

  private void checkRecord(JsonNode node, Class<?> type, String path, String alsoKnown) {
    List<String> known = new ArrayList<>();
    for (RecordComponent component : components(type)) {
      known.add(ConfigKeys.of(component));
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!known.contains(entry.getKey()) && !entry.getKey().equals(alsoKnown)) {
        throw unknown(path, entry.getKey(), known);
      }
    }
    for (RecordComponent component : components(type)) {
      String key = ConfigKeys.of(component);
      String below = ConfigKeys.join(path, key);
      JsonNode value = node.get(key);
      if (value == null && !mayBeAbsent(component) && !mayMiss) {
        throw failure(path, "missing key " + below);
      }
      if (value != null && !(value.isNull() && mayBeAbsent(component))) {
        check(value, component.getGenericType(), below);
      }
    }
  }

  private AbsException unknown(String path, String key, List<String> known) {
    String full = ConfigKeys.join(path, key);
    List<String> siblings = known.stream().map(one -> ConfigKeys.join(path, one)).toList();
    Optional<String> near =
        Nearest.within(key, known)
            .map(one -> ConfigKeys.join(path, one))
            .or(() -> sameName(key))
            .or(() -> Nearest.within(full, allKeys(root, "", 0)));
    String hint =
        near.map(one -> "did you mean " + one + "?")
            .orElse("known keys here: " + String.join(", ", siblings));
    return failure(full, "unknown key " + full + "; " + hint);
  }

  /** A key of this name at another place of the configuration. */
  private Optional<String> sameName(String key) {
    return allKeys(root, "", 0).stream().filter(one -> one.endsWith("." + key)).findFirst();
  }

  private static List<String> allKeys(Type type, String prefix, int depth) {
    List<String> keys = new ArrayList<>();
    if (depth < MAX_DEPTH && type instanceof Class<?> plain) {
      for (Class<?> variant :
          plain.isAnnotationPresent(JsonTypeInfo.class)
              ? variants(plain).values()
              : List.<Class<?>>of(plain)) {
        for (RecordComponent component : components(variant)) {
          String key = ConfigKeys.join(prefix, ConfigKeys.of(component));
          keys.add(key);
          keys.addAll(allKeys(component.getGenericType(), key, depth + 1));
        }
      }
    } else if (type instanceof ParameterizedType generic
        && generic.getRawType() == Optional.class) {
      keys.addAll(allKeys(generic.getActualTypeArguments()[0], prefix, depth + 1));
    }
    return keys;
  }

  private static RecordComponent[] components(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    return components == null ? new RecordComponent[0] : components;
  }

  private static boolean mayBeAbsent(RecordComponent component) {
    AnnotatedType annotated = component.getAnnotatedType();
    return component.getType() == Optional.class || annotated.isAnnotationPresent(Nullable.class);
  }

  private static boolean hasCreator(Class<?> type) {
    return Stream.<Executable>concat(
            Arrays.stream(type.getDeclaredMethods()), Arrays.stream(type.getDeclaredConstructors()))
        .anyMatch(one -> one.isAnnotationPresent(JsonCreator.class));
  }

  private static String property(Class<?> type) {
    String property = type.getAnnotation(JsonTypeInfo.class).property();
    return property.isEmpty() ? "@type" : property;
  }

  private static Map<String, Class<?>> variants(Class<?> type) {
    Map<String, Class<?>> variants = new LinkedHashMap<>();
    JsonSubTypes listed = type.getAnnotation(JsonSubTypes.class);
    if (listed != null) {
      for (JsonSubTypes.Type one : listed.value()) {
        variants.put(
            one.name().isEmpty() ? ConfigKeys.ofVariant(one.value()) : one.name(), one.value());
      }
    } else if (type.isSealed()) {
      for (Class<?> one : type.getPermittedSubclasses()) {
        variants.put(ConfigKeys.ofVariant(one), one);
      }
    }
    return variants;
  }

  private void require(boolean fits, JsonNode node, Class<?> wanted, String path) {
    if (!fits) {
      throw failure(path, mismatch(path, node, wanted));
    }
  }

  private static String kind(Class<?> wanted) {
    if (wanted == int.class || wanted == Integer.class) {
      return "a whole number of at most " + Integer.MAX_VALUE;
    }
    if (wanted == long.class || wanted == Long.class) {
      return "a whole number";
    }
    if (wanted == double.class || wanted == Double.class || wanted == float.class) {
      return "a number";
    }
    if (wanted == boolean.class || wanted == Boolean.class) {
      return "true or false";
    }
    if (wanted.isEnum()) {
      JsonNode names = StrictMappers.json().valueToTree(wanted.getEnumConstants());
      List<String> texts = new ArrayList<>();
      names.forEach(name -> texts.add(name.asText()));
      return "one of " + String.join(", ", texts);
    }
    if (Collection.class.isAssignableFrom(wanted)) {
      return "a list";
    }
    return wanted.isRecord() || wanted.isInterface() ? "a map of keys" : "text";
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  private AbsException failure(String path, String problem) {
    return new AbsException(exitCode, tree.origin(path) + ": " + problem);
  }
}
