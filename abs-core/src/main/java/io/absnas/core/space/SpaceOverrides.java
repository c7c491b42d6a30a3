package io.absnas.core.space;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of a space that a run changes without a new file.
 *
 * @param width factor on all channels of a layered space; they become multiples of 8, at least 8
 * @param classes number of logits
 * @param input height and width of the image in pixels
 * @param channels channels of the first cells of a cell space
 * @param cells cells per stage (NAS-Bench-201) or in all (DARTS)
 */
public record SpaceOverrides(
    Optional<Double> width,
    Optional<Integer> classes,
    Optional<Integer> input,
    Optional<Integer> channels,
    Optional<Integer> cells) {
  /** Nothing changed. */
  public static final SpaceOverrides NONE =
      new SpaceOverrides(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final List<String> KEYS =
      List.of("width", "classes", "input", "channels", "cells");
  private static final double WIDEST = 64;
  private static final Pattern WIDTH = Pattern.compile(",width=([^,]*)");

  /** Checks the ranges; {@link ExitCode#USAGE} names the key. */
  public SpaceOverrides {
    width.ifPresent(
        value -> {
          if (!(value > 0 && value <= WIDEST)) {
            throw usage("width is " + value + ", must be above 0 and at most " + WIDEST);
          }
        });
    range("classes", classes, 2, LayeredShape.MOST_FEATURES);
    range("input", input, 1, LayerShape.MOST_SIDE);
    range("channels", channels, 1, CellMacro.MOST_CHANNELS);
    range("cells", cells, 1, CellMacro.MOST_CELLS);
  }

  private static void range(String key, Optional<Integer> value, int least, int most) {
    if (value.isPresent() && (value.get() < least || value.get() > most)) {
      throw usage(key + " is " + value.get() + ", must be from " + least + " to " + most);
    }
  }

  /** Reads {@code key=value} texts; {@link ExitCode#USAGE} for an unknown or repeated key. */
  public static SpaceOverrides parse(List<String> settings) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      String key = equals < 0 ? setting : setting.substring(0, equals).strip();
      if (equals < 0 || !KEYS.contains(key)) {
        throw usage("'" + setting + "' is not key=value with a key of " + String.join(", ", KEYS));
      }
      if (values.put(key, setting.substring(equals + 1).strip()) != null) {
        throw usage(key + " is given twice");
      }
    }
    return new SpaceOverrides(
        Optional.ofNullable(values.get("width")).map(text -> decimal("width", text)),
        whole(values, "classes"),
        whole(values, "input"),
        whole(values, "channels"),
        whole(values, "cells"));
  }

  private static double decimal(String key, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw usage(key + " is '" + text + "', must be a number");
    }
  }

  private static Optional<Integer> whole(Map<String, String> values, String key) {
    String text = values.get(key);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw usage(key + " is '" + text + "', must be a whole number");
    }
  }

  /**
   * These values for a space of this id. A width that it names is no change, so that one
   * configuration can serve a space and what shrinking leaves of it; another one is refused,
   * because it would be a factor on the first.
   */
  SpaceOverrides after(String id) {
    Matcher named = WIDTH.matcher(id);
    if (width.isEmpty() || !named.find()) {
      return this;
    }
    if (!named.group(1).equals(width.get().toString())) {
      throw usage("width is " + width.get() + ", but space " + id + " has another one already");
    }
    return new SpaceOverrides(Optional.empty(), classes, input, channels, cells);
  }

  /**
   * The id of a space with these values changed, which names them: {@code darts,cells=8}. A value
   * that the id names already is replaced.
   */
  String idOf(String id) {
    Map<String, Optional<?>> values =
        Map.of(
            "width",
            width,
            "classes",
            classes,
            "input",
            input,
            "channels",
            channels,
            "cells",
            cells);
    String changed = id;
    for (String key : KEYS) {
      Optional<?> value = values.getOrDefault(key, Optional.empty());
      if (value.isPresent()) {
        String named = "," + key + "=";
        String text = named + value.get();
        changed =
            changed.contains(named) ? changed.replaceFirst(named + "[^,]*", text) : changed + text;
      }
    }
    return changed;
  }

  /** Fails if a value is set that only cell spaces have. */
  void refuseForLayers(String id) {
    if (channels.isPresent() || cells.isPresent()) {
      throw usage(
          (channels.isPresent() ? "channels" : "cells")
              + " does not apply to space "
              + id
              + ", which has layers; use width, classes, input");
    }
  }

  /** Fails if a value is set that only layered spaces have. */
  void refuseForCells(String id) {
    if (width.isPresent()) {
      throw usage(
          "width does not apply to space "
              + id
              + ", which has cells; use channels, cells, classes, input");
    }
  }

  private static AbsException usage(String problem) {
    return new AbsException(ExitCode.USAGE, "space: " + problem);
  }
}
