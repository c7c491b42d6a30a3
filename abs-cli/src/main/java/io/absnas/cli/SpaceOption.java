package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.SpaceOverrides;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which search space, and the values of it that this call changes. */
final class SpaceOption {
  private static final String PREFIX = "space.";

  @Option(
      names = "--space",
      paramLabel = "ID|FILE",
      description = "A space of 'abs list spaces', a space file or a shrunk-space file.")
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

  /**
   * The space with all changes; naming none is a usage error.
   *
   * @param settings further changes of the form {@code space.key=value}
   */
  SearchSpace space(List<String> settings) {
    if (space == null) {
      throw new AbsException(
          ExitCode.USAGE, "--space is missing; 'abs list spaces' shows what there is");
    }
    return SpaceCatalog.find(space, overrides(settings));
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

  private SpaceOverrides overrides(List<String> settings) {
    List<String> changes = new ArrayList<>();
    add(changes, "channels", channels);
    add(changes, "cells", cells);
    add(changes, "classes", classes);
    add(changes, "input", input);
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
