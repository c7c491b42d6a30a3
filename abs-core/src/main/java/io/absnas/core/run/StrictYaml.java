package io.absnas.core.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads configurations into records, layer over layer, and refuses what it does not understand.
 *
 * <p>Layers, later ones win: defaults, {@code base} files (relative to the file that names them),
 * the file, the environment, the command line. Maps merge by key, everything else is replaced.
 * Every problem is an {@link AbsException} of one line that begins with {@code file:line} or the
 * override.
 */
public final class StrictYaml {
  private static final String BASE = "base";
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private StrictYaml() {}

  /**
   * Merges all sources and binds them to a record.
   *
   * @throws AbsException with {@link ExitCode#USAGE} for a file that is missing or malformed, a key
   *     that is unknown, missing or repeated, or a value that is refused
   */
  public static <T> ResolvedConfig<T> resolve(ConfigSources sources, Class<T> type) {
    ConfigTree tree = merged(sources);
    T value = ConfigBinder.bind(tree, type, ExitCode.USAGE);
    JsonNode spelt = StrictMappers.yaml().valueToTree(value);
    sources.defaults().ifPresent(resource -> spellCleared(defaults(resource).root(), spelt));
    String yaml = write(spelt);
    return new ResolvedConfig<>(value, spelt, yaml, Sha256.of(yaml), tree.origins());
  }

  /** A key that has a default and no value must say so, or reading the text would bring it back. */
  private static void spellCleared(JsonNode defaults, JsonNode spelt) {
    if (!(spelt instanceof ObjectNode keys)) {
      return;
    }
    for (Map.Entry<String, JsonNode> one : defaults.properties()) {
      if (keys.has(one.getKey())) {
        spellCleared(one.getValue(), keys.get(one.getKey()));
      } else if (!one.getValue().isNull()) {
        keys.putNull(one.getKey());
      }
    }
  }

  /**
   * Text of a key of a configuration, before anything is checked; empty if no source has it. For
   * keys that decide which defaults or which record the rest is for.
   *
   * @param key {@code key} or {@code key.sub}
   */
  public static Optional<String> peek(ConfigSources sources, String key) {
    JsonNode value = at(sources, key);
    return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
  }

  /** Number of entries of a list of a configuration, before anything is checked; 0 without one. */
  public static int entries(ConfigSources sources, String key) {
    JsonNode value = at(sources, key);
    return value.isArray() ? value.size() : 0;
  }

  private static JsonNode at(ConfigSources sources, String key) {
    return merged(sources).root().at("/" + key.replace('.', '/'));
  }

  /** Whether any source has this key at the top of a configuration, before anything is checked. */
  public static boolean mentions(ConfigSources sources, String key) {
    return merged(sources).root().has(key);
  }

  private static ConfigTree merged(ConfigSources sources) {
    ConfigTree tree =
        new ConfigTree(StrictMappers.yaml().createObjectNode(), Map.of("", "configuration"));
    sources.defaults().ifPresent(resource -> tree.overlay(defaults(resource)));
    sources.file().ifPresent(file -> tree.overlay(withBases(file, List.of())));
    SPACE
        .splitAsStream(sources.environment())
        .filter(text -> !text.isEmpty())
        .forEach(
            text -> tree.overlay(ConfigOverride.parse(text, ConfigSources.ENVIRONMENT_VARIABLE)));
    sources.overrides().forEach(text -> tree.overlay(ConfigOverride.parse(text, "override")));
    return tree;
  }

  /** Reads one YAML or JSON file that inherits from none, for example a search space. */
  public static <T> T read(Path file, Class<T> type, ExitCode exitCode) {
    return ConfigBinder.bind(parse(file, exitCode), type, exitCode);
  }

  /**
   * Reads one YAML or JSON file of others, whose keys are not the toolkit's.
   *
   * @throws AbsException of kind {@code exitCode} if it cannot be read, is malformed, repeats a key
   *     or holds an alias
   */
  public static JsonNode tree(Path file, ExitCode exitCode) {
    return parse(file, exitCode).root();
  }

  /** Reads YAML text; {@code source} is what messages call it. */
  public static <T> T read(String text, String source, Class<T> type, ExitCode exitCode) {
    ConfigTree tree = TreeParser.parse(StrictMappers.yaml(), text, source, exitCode);
    return ConfigBinder.bind(tree, type, exitCode);
  }

  /** Canonical YAML text of a record: keys in declared order, map entries sorted. */
  public static String write(Object value) {
    return write(StrictMappers.yaml(), value);
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as YAML: " + value, e);
    }
  }

  private static ConfigTree defaults(ConfigSources.Resource resource) {
    try (InputStream in = resource.owner().getResourceAsStream(resource.name())) {
      if (in == null) {
        throw new IllegalArgumentException(
            "no resource " + resource.name() + " beside " + resource.owner().getName());
      }
      String text = new String(in.readAllBytes(), UTF_8);
      return TreeParser.parse(StrictMappers.yaml(), text, resource.name(), ExitCode.USAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ConfigTree withBases(Path file, List<Path> including) {
    ConfigTree tree = parse(file, ExitCode.USAGE);
    List<Path> chain = new ArrayList<>(including);
    chain.add(file);
    ConfigTree merged =
        new ConfigTree(StrictMappers.yaml().createObjectNode(), Map.of("", file.toString()));
    for (String name : baseNames(tree)) {
      Path base = file.resolveSibling(name).normalize();
      String origin = tree.origin(BASE);
      if (chain.stream().anyMatch(path -> isSame(path, base))) {
        throw new AbsException(
            ExitCode.USAGE, origin + ": base " + name + " leads back to itself: " + chain);
      }
      if (!Files.isRegularFile(base)) {
        throw new AbsException(ExitCode.USAGE, origin + ": base " + base + " is not a file");
      }
      merged.overlay(withBases(base, chain));
    }
    tree.remove(BASE);
    merged.overlay(tree);
    return merged;
  }

  private static List<String> baseNames(ConfigTree tree) {
    JsonNode base = tree.root().path(BASE);
    List<String> names = new ArrayList<>();
    for (JsonNode name : base.isArray() ? base : List.of(base)) {
      if (name.isTextual()) {
        names.add(name.textValue());
      } else if (!name.isMissingNode()) {
        throw new AbsException(
            ExitCode.USAGE,
            tree.origin(BASE) + ": base is " + name + ", expected a file name or a list of them");
      }
    }
    return names;
  }

  private static boolean isSame(Path a, Path b) {
    return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
  }

  private static ConfigTree parse(Path file, ExitCode exitCode) {
    String text = text(file, exitCode);
    return TreeParser.parse(TreeParser.mapperFor(file.toString()), text, file.toString(), exitCode);
  }

  /** The text of a file, or a failure that names it. */
  static String text(Path file, ExitCode exitCode) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new AbsException(exitCode, file + ": no such file", e);
    } catch (IOException e) {
      throw new AbsException(exitCode, file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }
}
