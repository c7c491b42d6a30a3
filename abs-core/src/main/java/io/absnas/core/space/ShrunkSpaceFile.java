package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.Nearest;
import io.absnas.core.run.Sha256;
import io.absnas.core.run.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file in which shrinking hands its result to searching: the space, the candidate ops left at
 * each choice, and where they come from. Described in docs/file-formats.md.
 *
 * @param space the shrunk space
 * @param provenance what produced it, an object
 * @param history the history of the run, relative to this file, if there is one
 */
public record ShrunkSpaceFile(SearchSpace space, JsonNode provenance, Optional<String> history) {
  static final String FORMAT = "abs-shrunk-space";
  private static final int VERSION = 1;
  private static final String CHECKSUM = "sha256";
  private static final List<String> KEYS =
      List.of(
          "format",
          "version",
          "space",
          "operations",
          "choices",
          "size",
          "definition",
          "provenance",
          "history",
          CHECKSUM);

  /** Copies the provenance. */
  public ShrunkSpaceFile {
    requireNonNull(space, "space is null");
    requireNonNull(history, "history is null");
    provenance = provenance.deepCopy();
    if (!provenance.isObject()) {
      throw new IllegalArgumentException("provenance must be an object, was " + provenance);
    }
  }

  /** The provenance; a copy. */
  @Override
  public JsonNode provenance() {
    return provenance.deepCopy();
  }

  /** Writes the file, whole or not at all. */
  public void write(Path file) throws IOException {
    AtomicFiles.write(file, text());
  }

  /** The text of the file; equal values give equal text. */
  public String text() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT);
    json.put("version", VERSION);
    json.put("space", space.id());
    SpaceWriter.names(space.operations(), json.putArray("operations"));
    ArrayNode choices = json.putArray("choices");
    space.choices().forEach(ops -> SpaceWriter.names(ops, choices.addArray()));
    json.put("size", space.size().toString());
    if (!SpaceCatalog.has(space)) {
      json.set("definition", SpaceWriter.write(SpaceDefinition.of(space)));
    }
    json.set("provenance", provenance);
    history.ifPresent(path -> json.put("history", path));
    json.put(CHECKSUM, checksum(StrictNode.parse("", json.toString()).json()));
    return oneListPerLine(StrictJson.text(json));
  }

  /**
   * Breaks the line of the choices, so that a list is found by its line; names have no brackets.
   */
  private static String oneListPerLine(String text) {
    int start = text.indexOf("\n  \"choices\" : ");
    int end = text.indexOf("] ]", start);
    String lists = text.substring(start, end).replace("[ [", "[\n    [").replace("], ", "],\n    ");
    return text.substring(0, start) + lists + "]\n  ]" + text.substring(end + 3);
  }

  /** Whether this is the root of such a file rather than of a space file. */
  static boolean is(StrictNode root) {
    return root.find("format").isPresent();
  }

  /**
   * Reads a file.
   *
   * @throws AbsException {@link ExitCode#INPUT} for a file that is missing, malformed, changed
   *     after it was written, or does not fit its space
   */
  public static ShrunkSpaceFile read(Path file) {
    return read(StrictNode.read(file));
  }

  /** As {@link #read(Path)}; the file must also be of the space with this id. */
  public static ShrunkSpaceFile read(Path file, String spaceId) {
    StrictNode root = StrictNode.read(file);
    ShrunkSpaceFile result = read(root);
    if (!result.space().id().equals(spaceId)) {
      throw root.get("space").fail("is " + result.space().id() + ", must be " + spaceId);
    }
    return result;
  }

  static ShrunkSpaceFile read(StrictNode root) {
    StrictNode format = root.get("format");
    if (!format.text().equals(FORMAT)) {
      throw format.fail("is " + format.shown() + ", must be " + FORMAT);
    }
    root.get("version").integer(VERSION, VERSION);
    root.allowKeys(KEYS);
    SearchSpace full = fullSpace(root);
    SearchSpace space = full.withChoices(ShrunkChoices.read(root, full));
    StrictNode size = root.get("size");
    if (!size.text().equals(space.size().toString())) {
      throw size.fail("is " + size.shown() + ", the choices give " + space.size());
    }
    StrictNode provenance = root.get("provenance");
    provenance.keys();
    // Last, so that a change by hand that breaks a rule is told by the rule.
    StrictNode checksum = root.get(CHECKSUM);
    if (!checksum.text().equals(checksum(root.json()))) {
      throw checksum.fail("does not match the content: the file was changed after it was written");
    }
    return new ShrunkSpaceFile(
        space, provenance.json(), root.find("history").map(StrictNode::text));
  }

  private static SearchSpace fullSpace(StrictNode root) {
    StrictNode id = root.get("space");
    Optional<StrictNode> definition = root.find("definition");
    if (definition.isEmpty()) {
      if (!SpaceCatalog.ids().contains(id.text())) {
        throw id.fail(
            "is "
                + id.shown()
                + ", which the catalogue does not have; did you mean "
                + Nearest.to(id.text(), SpaceCatalog.ids())
                + "? Other spaces need the key definition");
      }
      return SpaceCatalog.find(id.text());
    }
    SpaceDefinition read = SpaceReader.read(definition.get());
    if (!read.id().equals(id.text())) {
      throw id.fail("is " + id.shown() + ", but definition.id is " + read.id());
    }
    try {
      return read.build();
    } catch (IllegalArgumentException e) {
      throw definition.get().fail("is no space: " + e.getMessage());
    }
  }

  /** Hash of the compact text of everything but the hash itself. */
  private static String checksum(JsonNode json) {
    ObjectNode content = json.deepCopy();
    content.remove(CHECKSUM);
    return Sha256.of(content.toString());
  }
}
