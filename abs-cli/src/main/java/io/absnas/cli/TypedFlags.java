package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictYaml;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of one of the reference's programs that were typed. */
final class TypedFlags {
  private static final String EMBEDDED = "embedded";

  private final ReferenceProgram program;
  private final Map<ReferenceFlag, List<String>> typed = new LinkedHashMap<>();

  /**
   * Those that were typed.
   *
   * @param others programs whose flags the command accepts too
   * @throws AbsException of kind USAGE for a flag of another program alone
   */
  TypedFlags(CommandSpec command, ReferenceProgram program, ReferenceProgram... others) {
    this.program = requireNonNull(program, "program is null");
    for (ReferenceFlag flag : program.flags()) {
      List<String> values = values(command, flag);
      if (!values.isEmpty()) {
        typed.put(flag, values);
      }
    }
    List<String> own = program.flags().stream().map(ReferenceFlag::name).toList();
    for (ReferenceProgram other : others) {
      for (ReferenceFlag flag : other.flags()) {
        if (!own.contains(flag.name()) && !values(command, flag).isEmpty()) {
          throw new AbsException(
              ExitCode.USAGE,
              "%s is a flag of the reference's program for another search (%s), not of this one"
                  .formatted(flag.name(), other.configs()));
        }
      }
    }
  }

  private static List<String> values(CommandSpec command, ReferenceFlag flag) {
    @Nullable OptionSpec option = command.findOption(flag.name());
    @Nullable Object value = option == null ? null : option.getValue();
    if (value instanceof Boolean given) {
      return given ? List.of("") : List.of();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    return value == null ? List.of() : List.of(value.toString());
  }

  /** Makes a command accept the flags of some programs, without a place in its help. */
  static void addTo(CommandSpec command, ReferenceProgram... programs) {
    Arrays.stream(programs)
        .flatMap(program -> program.flags().stream())
        .filter(flag -> command.findOption(flag.name()) == null)
        .forEach(flag -> command.addOption(flag.option()));
  }

  /** Values of a flag, in order; none if it was not typed. */
  List<String> all(String name) {
    return typed.entrySet().stream()
        .filter(one -> one.getKey().name().equals(name))
        .flatMap(one -> one.getValue().stream())
        .toList();
  }

  /** The value of a flag that is typed once. */
  Optional<String> one(String name) {
    return all(name).stream().findFirst();
  }

  /**
   * The overrides that the flags amount to by themselves; notes go to {@code err}.
   *
   * @param sources of the configuration, without the flags
   * @throws AbsException of kind USAGE for a value that is not understood, or for a folder of
   *     images where the embedded ones are used
   */
  List<String> overrides(ConfigSources sources, PrintStream err) {
    typed.keySet().stream()
        .filter(ReferenceFlag::namesImages)
        .findFirst()
        .ifPresent(flag -> requireImages(flag, sources));
    List<String> overrides = new ArrayList<>();
    typed.forEach(
        (flag, values) -> {
          flag.note().ifPresent(note -> note(flag.name(), note, err));
          values.forEach(value -> overrides.addAll(flag.overrides(value)));
        });
    return List.copyOf(overrides);
  }

  /** Tells something about a flag, on one line. */
  static void note(String name, String note, PrintStream err) {
    err.println("abs: " + name + " " + note);
  }

  /** The folder where a program lies says what it does; here a configuration does. */
  private void requireImages(ReferenceFlag flag, ConfigSources sources) {
    boolean embedded =
        StrictYaml.peek(sources, "data.source").filter(text -> !text.equals(EMBEDDED)).isEmpty();
    if (embedded && !program.configs().isEmpty()) {
      throw new AbsException(
          ExitCode.USAGE,
          "%s names images, but data.source is %s; the reference's program is -c %s"
              .formatted(flag.name(), EMBEDDED, program.configs()));
    }
  }

  /** Flags of all programs that a command accepts, for tests. */
  static Stream<ReferenceFlag> everywhere() {
    return Arrays.stream(ReferenceProgram.values()).flatMap(one -> one.flags().stream());
  }
}
