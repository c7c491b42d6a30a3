package io.absnas.core.space;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration section {@code space}: one of {@code id} and {@code file}, and what to change.
 * Both are given only where the file is a pickled list of op codes, which does not name its space.
 *
 * @param id name in the catalogue
 * @param file a space file, a shrunk-space file or a pickled list of op codes
 * @param width see {@link SpaceOverrides}
 * @param classes see {@link SpaceOverrides}
 * @param input see {@link SpaceOverrides}
 * @param channels see {@link SpaceOverrides}
 * @param cells see {@link SpaceOverrides}
 */
public record SpaceConfig(
    @Nullable String id,
    @Nullable String file,
    @Nullable Double width,
    @Nullable Integer classes,
    @Nullable Integer input,
    @Nullable Integer channels,
    @Nullable Integer cells) {
  /** Checks that id or file is given. */
  public SpaceConfig {
    if (id == null && file == null) {
      throw new IllegalArgumentException(
          "id or else file must be given, one of them; ids are "
              + String.join(", ", SpaceCatalog.ids()));
    }
  }

  /** The values to change. */
  public SpaceOverrides overrides() {
    return new SpaceOverrides(
        Optional.ofNullable(width),
        Optional.ofNullable(classes),
        Optional.ofNullable(input),
        Optional.ofNullable(channels),
        Optional.ofNullable(cells));
  }

  /** The space; failures as for {@link SpaceCatalog#find}. */
  public SearchSpace resolve() {
    if (id != null && file != null) {
      return SpaceCatalog.find(id, Path.of(file), overrides());
    }
    String named = id == null ? file : id;
    if (named == null) {
      throw new IllegalStateException("neither id nor file");
    }
    return SpaceCatalog.find(named, overrides());
  }
}
