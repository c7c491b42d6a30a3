package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where this toolkit keeps what it can make again: never in the folder of the images, which may be
 * somebody else's.
 *
 * @param path the directory, which need not exist
 */
public record CacheDirectory(Path path) {
  /** Checks that there is a path. */
  public CacheDirectory {
    requireNonNull(path, "path is null");
  }

  /**
   * The first of: the configured one, {@code ABS_CACHE_DIR}, {@code abs} in {@code XDG_CACHE_HOME},
   * {@code ~/.cache/abs}.
   */
  public static CacheDirectory of(Optional<String> configured, Map<String, String> environment) {
    return new CacheDirectory(
        configured
            .map(Path::of)
            .or(() -> variable(environment, "ABS_CACHE_DIR"))
            .or(() -> variable(environment, "XDG_CACHE_HOME").map(path -> path.resolve("abs")))
            .orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".cache", "abs")));
  }

  private static Optional<Path> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank()).map(Path::of);
  }
}
