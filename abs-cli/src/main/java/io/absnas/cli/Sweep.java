package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Runs that differ in their seed, one after another, in directories NAME-sK; with {@code --resume}
 * finished ones are skipped.
 *
 * @param run the options of every run
 * @param console where the seeds are named
 * @param name of the directories where none was given
 */
record Sweep(RunOption run, Console console, String name) {
  private static final String RESULT = "result.json";

  /** The only run. */
  @FunctionalInterface
  interface Alone {
    /** Runs it and returns its exit code. */
    int run(Path root, RunOptions.Existing existing);
  }

  /** One of the runs. */
  @FunctionalInterface
  interface One {
    /** Runs it and returns its exit code. */
    int run(long seed, Path root, RunOptions.Existing existing);
  }

  Sweep {
    requireNonNull(run, "run is null");
    requireNonNull(console, "console is null");
    requireNonNull(name, "name is null");
  }

  /**
   * One run, or one for each seed.
   *
   * @param seeds of the configuration
   * @param only the one of them that was typed, as by a job of an array
   */
  int runs(Optional<Seeds> seeds, Optional<Long> only, Alone alone, One one) {
    return seeds.isEmpty()
        ? alone.run(run.directory(name), run.existing())
        : over(only.map(Seeds::of).orElse(seeds.get()), one);
  }

  /** The exit code of the first run that does not finish, or of the last. */
  private int over(Seeds seeds, One one) {
    for (long seed : seeds.values()) {
      Path root = run.directory(name, seed);
      if (run.resumes() && Files.exists(root.resolve(RESULT))) {
        console.out().println("seed " + seed + ": finished before, " + root);
        continue;
      }
      console.out().println("seed " + seed + ": " + root);
      int code = one.run(seed, root, run.existing(root));
      if (code != ExitCode.OK.code()) {
        return code;
      }
    }
    return ExitCode.OK.code();
  }
}
