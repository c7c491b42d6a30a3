package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

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

  /**
   * One of the runs.
   *
   * @param <C> its configuration
   */
  @FunctionalInterface
  interface One<C> {
    /** Runs it and returns its exit code. */
    int run(C config, Path root, RunOptions.Existing existing);
  }

  Sweep {
    requireNonNull(run, "run is null");
    requireNonNull(console, "console is null");
    requireNonNull(name, "name is null");
  }

  /** The overrides that make the configuration of a sweep that of one of its runs. */
  static List<String> only(long seed) {
    return List.of("seeds=", "seed=" + seed);
  }

  /**
   * One run, or one for each seed.
   *
   * @param config of the only run
   * @param seeds of that configuration
   * @param only the one of them that was typed, as by a job of an array
   * @param ofSeed configurations of the runs of seeds; all are made before the first run begins,
   *     because users change their files while runs go on
   */
  <C> int runs(
      C config, Optional<Seeds> seeds, Optional<Long> only, LongFunction<C> ofSeed, One<C> one) {
    if (seeds.isEmpty()) {
      return one.run(config, run.directory(name), run.existing());
    }
    Map<Long, C> configs = new LinkedHashMap<>();
    for (long seed : only.map(Seeds::of).orElse(seeds.get()).values()) {
      configs.put(seed, ofSeed.apply(seed));
    }
    return over(configs, one);
  }

  /** The exit code of the first run that does not finish, or of the last. */
  private <C> int over(Map<Long, C> configs, One<C> one) {
    for (Map.Entry<Long, C> entry : configs.entrySet()) {
      long seed = entry.getKey();
      Path root = run.directory(name, seed);
      if (run.resumes() && Files.exists(root.resolve(RESULT))) {
        console.out().println("seed " + seed + ": finished before, " + root);
        continue;
      }
      console.out().println("seed " + seed + ": " + root);
      int code = one.run(entry.getValue(), root, run.existing(root));
      if (code != ExitCode.OK.code()) {
        return code;
      }
    }
    return ExitCode.OK.code();
  }
}
