package io.absnas.core.space;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The spaces that come with the toolkit, and the way to those of users: a space is data, a YAML
 * file of one form for both.
 */
public final class SpaceCatalog {
  private static final List<String> IDS =
      List.of(
          "mobilenet-gpu-21",
          "mobilenet-cpu-19",
          "darts",
          "darts-cifar",
          "nasbench201",
          "mobilenet-gpu-21@tiny",
          "mobilenet-cpu-19@tiny",
          "darts@tiny",
          "nasbench201@tiny",
          "nasbench201-3-nodes@tiny");

  /** Those that the reference shrinks. */
  private static final List<String> PUBLISHED =
      List.of("mobilenet-gpu-21", "mobilenet-cpu-19", "darts", "nasbench201");

  private SpaceCatalog() {}

  /** Names of the spaces that come with the toolkit. */
  public static List<String> ids() {
    return IDS;
  }

  /** One line about a space of the catalogue. */
  public static String describe(String id) {
    return shipped(id).description();
  }

  /**
   * A space by name or file. The name may carry changes, {@code mobilenet-gpu-21,width=0.5}, the
   * form in which {@link SearchSpace#id()} names a changed space. A file is a space file, a
   * shrunk-space file, which gives the shrunk space, or the reference's pickled list of op codes,
   * which gives a published space of as many choices, shrunk.
   *
   * @throws AbsException USAGE for an unknown name or a change that does not fit, INPUT for a file
   *     that is missing or invalid
   */
  public static SearchSpace find(String idOrFile) {
    return find(idOrFile, SpaceOverrides.NONE);
  }

  /** As {@link #find(String)}, then changed; a shrunk space keeps its lists. */
  public static SearchSpace find(String idOrFile, SpaceOverrides overrides) {
    if (isFile(idOrFile)) {
      return fromFile(Path.of(idOrFile), overrides);
    }
    List<String> parts = Arrays.asList(idOrFile.split(",", -1));
    SpaceDefinition definition =
        changed(shipped(parts.get(0)), SpaceOverrides.parse(parts.subList(1, parts.size())));
    return build(changed(definition, overrides));
  }

  /**
   * A space less all ops that the reference's pickled list of op codes does not name, {@code
   * shrunk_search_space.pt}, which does not say itself of which space it is.
   *
   * @param idOrFile as for {@link #find(String)}
   * @param operations the pickled list
   */
  public static SearchSpace find(String idOrFile, Path operations, SpaceOverrides overrides) {
    SearchSpace full = find(idOrFile, overrides);
    if (!Files.isRegularFile(operations)) {
      throw noSuchFile(operations);
    }
    if (!isPickled(operations)) {
      throw new AbsException(
          ExitCode.USAGE,
          idOrFile
              + " and "
              + operations
              + " both name the space; give one (both go together only where the file is a pickled"
              + " list of op codes)");
    }
    return PickledSpace.read(operations).of(full);
  }

  /** Whether a file is a pickled list of op codes, which does not say of which space it is. */
  public static boolean isPickled(Path file) {
    return Files.isRegularFile(file) && PickledSpace.is(file);
  }

  /** Whether this is a space of the catalogue, possibly shrunk, and not another of its name. */
  static boolean has(SearchSpace space) {
    return IDS.contains(space.id())
        && SpaceDefinition.of(space).equals(SpaceDefinition.of(find(space.id())));
  }

  /** Whether a text that stands for a space means a file. */
  public static boolean isFile(String text) {
    boolean named = text.matches(".*\\.(yaml|yml|json|pt|p|pkl)") || text.contains("/");
    return named || (!IDS.contains(text) && Files.isRegularFile(Path.of(text)));
  }

  private static SearchSpace fromFile(Path file, SpaceOverrides overrides) {
    if (!Files.isRegularFile(file)) {
      throw noSuchFile(file);
    }
    if (PickledSpace.is(file)) {
      PickledSpace pickled = PickledSpace.read(file);
      String id = pickled.spaceAmong(PUBLISHED);
      return pickled.of(find(id, overrides));
    }
    StrictNode root = StrictNode.read(file);
    if (ShrunkSpaceFile.is(root)) {
      SearchSpace shrunk = ShrunkSpaceFile.read(root).space();
      return overrides.equals(SpaceOverrides.NONE)
          ? shrunk
          : build(changed(SpaceDefinition.of(shrunk), overrides)).withChoices(shrunk.choices());
    }
    SpaceDefinition definition = SpaceReader.read(root);
    if (IDS.contains(definition.id())) {
      throw root.get("id").fail("is " + definition.id() + ", which the catalogue has already");
    }
    return build(changed(definition, overrides));
  }

  private static AbsException noSuchFile(Path file) {
    return new AbsException(ExitCode.INPUT, file + ": there is no such space file");
  }

  private static SpaceDefinition changed(SpaceDefinition definition, SpaceOverrides overrides) {
    if (overrides.equals(SpaceOverrides.NONE)) {
      return definition;
    }
    try {
      return definition.with(overrides);
    } catch (IllegalArgumentException e) {
      throw SpaceReader.invalid(overrides.idOf(definition.id()), e);
    }
  }

  private static SearchSpace build(SpaceDefinition definition) {
    try {
      return definition.build();
    } catch (IllegalArgumentException e) {
      throw SpaceReader.invalid(definition.id(), e);
    }
  }

  private static SpaceDefinition shipped(String id) {
    if (!IDS.contains(id)) {
      throw new AbsException(
          ExitCode.USAGE,
          "unknown space '"
              + id
              + "'; did you mean "
              + Nearest.to(id, IDS)
              + "? Known are "
              + String.join(", ", IDS)
              + ", or a space file");
    }
    String resource = id + ".yaml";
    try (InputStream in = SpaceCatalog.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is missing");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return SpaceReader.read(StrictNode.parse(resource, text));
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + resource + " cannot be read", e);
    }
  }
}
