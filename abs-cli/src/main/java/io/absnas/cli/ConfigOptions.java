package io.absnas.cli;

import io.absnas.core.run.ConfigSources;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where a command's configuration comes from, and the keys that have options of their own. */
final class ConfigOptions {
  @Mixin private final SpaceOption space = new SpaceOption();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration, YAML or JSON; 'abs list configs' shows those that come along.")
  private @Nullable Path file;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all random streams.")
  private @Nullable Long seed;

  @Option(
      names = "--device",
      paramLabel = "DEVICES",
      description = "cpu, cpu:4 (four replicas), gpu:0,1 or auto.")
  private @Nullable String device;

  @Option(
      names = "--amp",
      paramLabel = "PRECISION",
      description = "Mixed precision of training: off, bf16 or fp16; sets training.amp.")
  private @Nullable String amp;

  /** The command line as typed, for provenance. */
  static List<String> typed(CommandSpec command) {
    List<String> typed = new ArrayList<>(List.of("abs"));
    typed.addAll(command.root().commandLine().getParseResult().originalArgs());
    return List.copyOf(typed);
  }

  SpaceOption space() {
    return space;
  }

  /** The seed that was typed, if one was. */
  Optional<Long> seed() {
    return Optional.ofNullable(seed);
  }

  Optional<Path> file() {
    return Optional.ofNullable(file).map(ConfigFiles::find);
  }

  /** Looks, before anything is read, for the run to resume and at the run that left the space. */
  void check(RunOption run, PrintStream err) {
    run.requireRunToResume(file().isPresent());
    space.warnOfUnfinished(err);
  }

  /** What a run directory is called where none is named: as the configuration, or otherwise. */
  String name(Supplier<String> otherwise) {
    return file()
        .map(path -> String.valueOf(path.getFileName()).replaceFirst("\\.[^.]*$", ""))
        .orElseGet(otherwise);
  }

  /**
   * All sources, weakest first: file, environment, flags of the reference, options, overrides.
   *
   * @param otherwise the file where none was named
   * @param flags overrides that flags of the reference amount to
   * @param overrides {@code key.sub=value} as typed
   */
  ConfigSources sources(
      Optional<Path> otherwise,
      Map<String, String> environment,
      List<String> flags,
      List<String> overrides) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(space.overrides());
    if (seed != null) {
      all.add("seed=" + seed);
    }
    if (device != null) {
      all.add("device=" + device);
    }
    if (amp != null) {
      all.add("training.amp=" + amp);
    }
    all.addAll(overrides);
    ConfigSources sources =
        ConfigSources.none().withEnvironment(environment).withOverrides(List.copyOf(all));
    return file().or(() -> otherwise).map(sources::withFile).orElse(sources);
  }
}
