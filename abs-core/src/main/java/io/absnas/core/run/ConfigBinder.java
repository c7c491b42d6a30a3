package io.absnas.core.run;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.lang.reflect.RecordComponent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns a checked tree into a record, and a refusal into one line that says where. */
final class ConfigBinder {
  private final ConfigTree tree;
  private final ExitCode exitCode;

  private ConfigBinder(ConfigTree tree, ExitCode exitCode) {
    this.tree = tree;
    this.exitCode = exitCode;
  }

  /** Checks keys and kinds of value first, then lets the records check themselves. */
  static <T> T bind(ConfigTree tree, Class<T> type, ExitCode exitCode) {
    return new ConfigBinder(tree, exitCode).bind(type);
  }

  private <T> T bind(Class<T> type) {
    new ConfigSchema(tree, type, exitCode).check();
    ObjectMapper mapper = StrictMappers.json();
    try {
      return mapper.treeToValue(tree.root(), type);
    } catch (ValueInstantiationException e) {
      throw refused(e);
    } catch (MismatchedInputException e) {
      String path = path(e);
      throw failure(path, ConfigSchema.mismatch(path, node(e), e.getTargetType()), e);
    } catch (JsonProcessingException e) {
      String path = e instanceof JsonMappingException mapping ? path(mapping) : "";
      throw failure(path, path + ": " + firstLine(e.getOriginalMessage()), e);
    }
  }

  /** A record's own check failed; the first component that its message names tells the key. */
  private AbsException refused(ValueInstantiationException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof AbsException own) {
      return own;
    }
    String path = path(e);
    String message = firstLine(cause.getMessage());
    Class<?> raw = e.getType() == null ? Object.class : e.getType().getRawClass();
    RecordComponent[] components = raw.getRecordComponents();
    @Nullable RecordComponent named = null;
    int first = message.length();
    for (RecordComponent component : components == null ? new RecordComponent[0] : components) {
      Matcher word = Pattern.compile("(?<![\\w.-])" + component.getName() + "\\b").matcher(message);
      if (word.find() && word.start() < first) {
        named = component;
        first = word.start();
      }
    }
    if (named == null) {
      return failure(path, path.isEmpty() ? message : path + ": " + message, e);
    }
    String key = ConfigKeys.join(path, ConfigKeys.of(named));
    String rest = message.substring(first + named.getName().length());
    return failure(key, message.substring(0, first) + key + rest, e);
  }

  private JsonNode node(JsonMappingException e) {
    JsonNode at = tree.root();
    for (JsonMappingException.Reference step : e.getPath()) {
      at = step.getFieldName() == null ? at.path(step.getIndex()) : at.path(step.getFieldName());
    }
    return at;
  }

  private static String path(JsonMappingException e) {
    String path = "";
    for (JsonMappingException.Reference step : e.getPath()) {
      path =
          step.getFieldName() == null
              ? path + "[" + step.getIndex() + "]"
              : ConfigKeys.join(path, step.getFieldName());
    }
    return path;
  }

  private static String firstLine(@Nullable String message) {
    return requireNonNullElse(message, "refused").lines().findFirst().orElse("refused");
  }

  private AbsException failure(String path, String problem, Exception cause) {
    return new AbsException(exitCode, tree.origin(path) + ": " + problem, cause);
  }
}
