package io.absnas.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * {@link StrictJson} with a seal: the last key, {@code sha256}, is the hash of the compact text of
 * all others, so that a value that was changed on a disk or on its way is refused rather than
 * believed.
 */
public final class SealedJson {
  private static final String KEY = "sha256";

  private SealedJson() {}

  /** Indented text of a record, with a line feed at its end. */
  public static String text(Object value) {
    return StrictJson.text(sealed(value));
  }

  /** The same on a single line, without line feed. */
  public static String line(Object value) {
    return StrictJson.line(sealed(value));
  }

  /** Writes a file atomically. */
  public static void write(Path file, Object value) throws IOException {
    AtomicFiles.write(file, text(value));
  }

  /**
   * Reads a file that must have its seal.
   *
   * @throws AbsException as {@link StrictJson#read(Path, Class)}
   */
  public static <T> T read(Path file, Class<T> type) {
    return read(StrictYaml.text(file, ExitCode.INPUT), file.toString(), type);
  }

  /**
   * Reads text that must have its seal. Of files {@link StrictJson#read(Path, Class)} checks the
   * seal if there is one, since some are of earlier versions or written by hand.
   *
   * @param source what messages call the text
   * @throws AbsException as there
   */
  public static <T> T read(String text, String source, Class<T> type) {
    ConfigTree tree = TreeParser.parse(StrictMappers.json(), text, source, ExitCode.INPUT);
    if (!tree.root().has(KEY)) {
      throw new AbsException(ExitCode.INPUT, "%s: %s is missing".formatted(source, KEY));
    }
    return bind(tree, type);
  }

  /** Binds a tree to a record and checks the seal, if there is one. */
  static <T> T bind(ConfigTree tree, Class<T> type) {
    JsonNode seal = tree.root().path(KEY);
    String origin = tree.origin(KEY);
    tree.remove(KEY);
    T value = ConfigBinder.bind(tree, type, ExitCode.INPUT);
    // Last, so that a change by hand that breaks a rule is told by the rule.
    if (!seal.isMissingNode() && !seal.asText().equals(hash(tree.root()))) {
      throw new AbsException(
          ExitCode.INPUT,
          "%s: %s does not match the content: it was changed after it was written"
              .formatted(origin, KEY));
    }
    return value;
  }

  private static ObjectNode sealed(Object value) {
    if (!(StrictJson.tree(value) instanceof ObjectNode tree)) {
      throw new IllegalArgumentException("only records and maps can be sealed");
    }
    // As it will be read: numbers may have another type then, but not another text.
    String text = tree.toString();
    tree.put(KEY, hash(TreeParser.parse(StrictMappers.json(), text, "", ExitCode.INPUT).root()));
    return tree;
  }

  /** Hash of the compact text of what is sealed. */
  private static String hash(JsonNode content) {
    return Sha256.of(content.toString());
  }
}
