package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.SpaceOverrides;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which search space, and the values of it that this call changes. */
final class SpaceOption {
  private static final String PREFIX = "space.";

  @Option(
      names = "--space",
      paramLabel = "ID|FILE",
      description =
          "A space of 'abs list spaces', a space file, a shrunk-space file or the reference's"
              + " pickled list of op codes.")
  private @Nullable String space;

  @Option(
      names = {"--channels", "--init-channels"},
      paramLabel = "C",
      description = "Channels of the first cells (cell spaces).")
  private @Nullable Integer channels;

  @Option(
      names = {"--cells", "--layers"},
      paramLabel = "N",
      description = "Cells per stage (NAS-Bench-201) or in all (DARTS).")
  private @Nullable Integer cells;

  @Option(names = "--classes", paramLabel = "K", description = "Number of logits.")
  private @Nullable Integer classes;

  @Option(names = "--input", paramLabel = "PIXELS", description = "Height and width of the image.")
  private @Nullable Integer input;

  /** Whether a space was named. */
  boolean given() {
    return space != null;
  }

  /** What named the space. */
  Optional<String> text() {
    return Optional.ofNullable(space);
  }

  /**
   * The space with all changes; naming none is a usage error.
   *
   * @param settings further changes of the form {@code space.key=value}
   */
  SearchSpace space(List<String> settings) {
    return space(null, settings);
  }

  /**
   * As {@link #space(List)}, with the value of {@code --operations-path} beside or in its place.
   */
  SearchSpace space(@Nullable Path operations, List<String> settings) {
    if (space == null && operations == null) {
      throw new AbsException(
          ExitCode.USAGE, "--space is missing; 'abs list spaces' shows what there is");
    }
    SpaceOverrides changes = changes(settings);
    if (operations == null) {
      return SpaceCatalog.find(requireNonNull(space, "space is null"), changes);
    }
    checkBeside(operations);
    return space == null
        ? SpaceCatalog.find(operations.toString(), changes)
        : SpaceCatalog.find(space, operations, changes);
  }

  /** Fails if a space is named by this option and by a file that names one itself. */
  void checkBeside(Path operations) {
    if (space != null && !SpaceCatalog.isPickled(operations)) {
      throw new AbsException(
          ExitCode.USAGE,
          "--space and --operations-path both name the space; give one (both go together only"
              + " where the file is a pickled list of op codes)");
    }
  }

  int channels(int otherwise) {
    return channels == null ? otherwise : channels;
  }

  int cells(int otherwise) {
    return cells == null ? otherwise : cells;
  }

  int classes(int otherwise) {
    return classes == null ? otherwise : classes;
  }

  int input(int otherwise) {
    return input == null ? otherwise : input;
  }

  /** Warns of a space that a run has not finished to shrink. */
  void warnOfUnfinished(PrintStream err) {
    if (space == null || !SpaceCatalog.isFile(space)) {
      return;
    }
    Path run = Path.of(space).toAbsolutePath().getParent();
    if (run != null
        && Files.exists(run.resolve("config.yaml"))
        && !Files.exists(run.resolve("result.json"))) {
      err.printf("abs: %s: its run is not finished, the space may shrink further%n", space);
    }
  }

  /** What a command line says about the space, as overrides of a configuration. */
  List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    if (space != null) {
      String[] keys =
          SpaceCatalog.isFile(space) ? new String[] {"file", "id"} : new String[] {"id", "file"};
      overrides.add(PREFIX + keys[0] + "=" + space);
      // What the file of the configuration says about the other one no longer holds.
      overrides.add(PREFIX + keys[1] + "=");
    }
    List<String> changes = new ArrayList<>();
    addAll(changes);
    changes.forEach(change -> overrides.add(PREFIX + change));
    return List.copyOf(overrides);
  }

  private void addAll(List<String> changes) {
    add(changes, "channels", channels);
    add(changes, "cells", cells);
    add(changes, "classes", classes);
    add(changes, "input", input);
  }

  private SpaceOverrides changes(List<String> settings) {
    List<String> changes = new ArrayList<>();
    addAll(changes);
    for (String setting : settings) {
      if (!setting.startsWith(PREFIX)) {
        throw new AbsException(
            ExitCode.USAGE,
            "'" + setting + "' is neither an option nor of the form space.key=value");
      }
      changes.add(setting.substring(PREFIX.length()));
    }
    return SpaceOverrides.parse(changes);
  }

  private static void add(List<String> changes, String key, @Nullable Integer value) {
    if (value != null) {
      changes.add(key + "=" + value);
    }
  }
}
