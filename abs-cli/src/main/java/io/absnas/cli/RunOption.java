package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which run directory, and what happens if it holds something. */
final class RunOption {
  @Option(
      names = {"-o", "--out", "--save", "--path"},
      paramLabel = "DIR",
      description = "Run directory (default: runs/ and the name of the configuration or space).")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      description = "Go on from the newest whole checkpoint of --out, by its configuration.")
  private boolean resume;

  @Option(names = "--overwrite", description = "Delete the earlier run in --out first.")
  private boolean overwrite;

  @Option(
      names = "--dry-run",
      description = {
        "Check configuration and data, print size, cost and plan, measure what time and memory a"
            + " run would take, and end."
      })
  private boolean dryRun;

  boolean dryRun() {
    return dryRun;
  }

  /** The directory, by default in {@code runs} under a name made of letters, digits and @._-. */
  Path directory(String name) {
    return named().orElseGet(() -> Path.of("runs", name.replaceAll("[^A-Za-z0-9@._-]+", "-")));
  }

  /** The directory that was named; the current one would be what an unset variable stands for. */
  private Optional<Path> named() {
    if (out != null && out.toString().isEmpty()) {
      throw new AbsException(ExitCode.USAGE, "--out is empty, it must name a directory");
    }
    return Optional.ofNullable(out);
  }

  /**
   * Checks, where the configuration is to come from the run itself, that there is one.
   *
   * @param configured whether a configuration was named
   * @throws AbsException of kind CHECKPOINT
   */
  void requireRunToResume(boolean configured) {
    Optional<Path> directory = named().filter(place -> resume && !configured);
    if (directory.filter(place -> !RunDirectory.hasBegun(place)).isPresent()) {
      throw new AbsException(
          ExitCode.CHECKPOINT,
          directory.get() + " holds no run to resume: there is no config.yaml");
    }
  }

  /** The directory of one of several runs that differ in their seed: NAME-sK. */
  Path directory(String name, long seed) {
    Path base = directory(name);
    return base.resolveSibling(base.getFileName() + "-s" + seed);
  }

  /**
   * What happens to the directory of one of several runs: with {@code --resume} those that have not
   * begun yet begin.
   */
  RunOptions.Existing existing(Path directory) {
    RunOptions.Existing existing = existing();
    boolean begun = Files.exists(directory.resolve("config.yaml"));
    return existing == RunOptions.Existing.RESUME && !begun ? RunOptions.Existing.REFUSE : existing;
  }

  /** The configuration of the run that is to be resumed, if it is there. */
  Optional<Path> resumedConfig() {
    return named()
        .filter(directory -> resume)
        .map(directory -> directory.resolve("config.yaml"))
        .filter(Files::isRegularFile);
  }

  /** Whether runs that are there go on. */
  boolean resumes() {
    return existing() == RunOptions.Existing.RESUME;
  }

  RunOptions.Existing existing() {
    if (resume && overwrite) {
      throw new AbsException(ExitCode.USAGE, "--resume and --overwrite exclude each other");
    }
    if (resume) {
      return RunOptions.Existing.RESUME;
    }
    return overwrite ? RunOptions.Existing.OVERWRITE : RunOptions.Existing.REFUSE;
  }
}
