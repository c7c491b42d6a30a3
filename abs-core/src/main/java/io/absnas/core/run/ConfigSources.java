package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a configuration comes from, weakest layer first: defaults, file, environment, command line.
 *
 * @param defaults class-path resource with the defaults, shipped by the owner of the configuration
 * @param file the user's file, YAML or (by its extension) JSON; its {@code base} files lie below it
 * @param environment overrides {@code key.sub=value} separated by white space
 * @param overrides overrides {@code key.sub=value} of the command line, later ones win
 */
public record ConfigSources(
    Optional<Resource> defaults, Optional<Path> file, String environment, List<String> overrides) {
  /** The environment variable that holds overrides. */
  public static final String ENVIRONMENT_VARIABLE = "ABS_OVERRIDES";

  /**
   * A file on the class path.
   *
   * @param owner class beside which the resource lies
   * @param name its name, relative to the owner's package or absolute
   */
  public record Resource(Class<?> owner, String name) {
    public Resource {
      requireNonNull(owner, "owner is null");
      requireNonNull(name, "name is null");
    }
  }

  public ConfigSources {
    requireNonNull(defaults, "defaults is null");
    requireNonNull(file, "file is null");
    requireNonNull(environment, "environment is null");
    overrides = List.copyOf(overrides);
  }

  /** No source at all. */
  public static ConfigSources none() {
    return new ConfigSources(Optional.empty(), Optional.empty(), "", List.of());
  }

  /** The same with these defaults. */
  public ConfigSources withDefaults(Class<?> owner, String name) {
    return new ConfigSources(Optional.of(new Resource(owner, name)), file, environment, overrides);
  }

  /** The same with this file. */
  public ConfigSources withFile(Path path) {
    return new ConfigSources(defaults, Optional.of(path), environment, overrides);
  }

  /** The same with the overrides that {@value #ENVIRONMENT_VARIABLE} holds, if it is set. */
  public ConfigSources withEnvironment(Map<String, String> variables) {
    return new ConfigSources(
        defaults, file, variables.getOrDefault(ENVIRONMENT_VARIABLE, ""), overrides);
  }

  /** The same with these overrides of the command line. */
  public ConfigSources withOverrides(List<String> assignments) {
    return new ConfigSources(defaults, file, environment, assignments);
  }
}
