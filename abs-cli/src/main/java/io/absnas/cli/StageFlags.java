package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.search.darts.DartsAlgorithm;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Flags of the reference's DARTS and P-DARTS searches that say what the networks of all stages are.
 */
final class StageFlags {
  private static final String LAYERS = "--layers";
  private static final String ADD_LAYERS = "--add-layers";
  private static final String CHANNELS = "--init-channels";
  private static final String ADD_WIDTH = "--add-width";
  private static final String DROPOUT = "--dropout-rate";

  /** Cells of P-DARTS before any are added, and those that its one stage on a shrunk space adds. */
  private static final int PDARTS_CELLS = 5;

  private static final int ADDED_CELLS = 12;
  private static final int PDARTS_CHANNELS = 16;

  private final DartsAlgorithm algorithm;
  private final int stages;
  private final TypedFlags flags;
  private final PrintStream err;

  /**
   * The flags of a search.
   *
   * @param stages of its configuration
   */
  StageFlags(DartsAlgorithm algorithm, int stages, TypedFlags flags, PrintStream err) {
    this.algorithm = requireNonNull(algorithm, "algorithm is null");
    this.stages = stages;
    this.flags = requireNonNull(flags, "flags is null");
    this.err = requireNonNull(err, "err is null");
  }

  /**
   * The overrides that they amount to.
   *
   * @param epochs of every stage, if they were given
   * @throws AbsException of kind USAGE if there are not as many values as stages
   */
  List<String> overrides(@Nullable Integer epochs) {
    List<String> overrides = new ArrayList<>();
    if (epochs != null) {
      overrides.add("stages.epochs=" + Collections.nCopies(stages, epochs));
    }
    if (algorithm == DartsAlgorithm.DARTS) {
      flags.one(LAYERS).ifPresent(cells -> overrides.add("stages.cells=" + every(cells)));
      flags.one(CHANNELS).ifPresent(width -> overrides.add("stages.channels=" + every(width)));
      return overrides;
    }
    sums(LAYERS, ADD_LAYERS, PDARTS_CELLS, stages == 1 ? ADDED_CELLS : 0)
        .ifPresent(cells -> overrides.add("stages.cells=" + cells));
    sums(CHANNELS, ADD_WIDTH, PDARTS_CHANNELS, 0)
        .ifPresent(width -> overrides.add("stages.channels=" + width));
    stageValues(DROPOUT).ifPresent(share -> overrides.add("stages.dropout=" + share));
    return overrides;
  }

  private String every(String value) {
    return Collections.nCopies(stages, value).toString();
  }

  /** A number for each stage: what all have and what each adds. */
  private Optional<String> sums(String base, String extra, int usual, int added) {
    Optional<String> common = flags.one(base);
    Optional<List<String>> each = stageValues(extra);
    if (common.isEmpty() && each.isEmpty()) {
      return Optional.empty();
    }
    if (each.isEmpty() && stages > 1 && added == 0 && base.equals(LAYERS)) {
      throw new AbsException(
          ExitCode.USAGE,
          "%s needs %s for each of the %d stages after the first; stages.cells sets all of them"
              .formatted(base, extra, stages));
    }
    int all = common.map(text -> whole(base, text)).orElse(usual);
    return Optional.of(
        IntStream.range(0, stages)
            .map(i -> all + each.map(list -> whole(extra, list.get(i))).orElse(added))
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", ", "[", "]")));
  }

  /** As many values as there are stages; the first stage may be left out, it adds nothing. */
  private Optional<List<String>> stageValues(String name) {
    List<String> values = flags.all(name);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    boolean reaches = stages > 1 || name.equals(DROPOUT);
    if (reaches && values.size() == stages) {
      return Optional.of(values);
    }
    if (stages == 1) {
      // The angle-based form of the reference has one stage, which these flags do not reach.
      TypedFlags.note(
          name, "has no effect on the one stage of the configuration, as in the reference", err);
      return Optional.empty();
    }
    if (values.size() == stages - 1 && !name.equals(DROPOUT)) {
      List<String> all = new ArrayList<>(List.of("0"));
      all.addAll(values);
      return Optional.of(all);
    }
    throw new AbsException(
        ExitCode.USAGE,
        "%s is given %d times, the configuration has %d stages"
            .formatted(name, values.size(), stages));
  }

  private static int whole(String name, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new AbsException(
          ExitCode.USAGE, "%s is '%s', must be a whole number".formatted(name, text), e);
    }
  }
}
