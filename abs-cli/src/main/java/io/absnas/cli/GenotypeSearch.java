package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.search.darts.DartsAlgorithm;
import io.absnas.search.darts.DartsOutcome;
import io.absnas.search.darts.DartsSearchConfig;
import io.absnas.search.darts.DartsSearchResult;
import io.absnas.search.darts.DartsSearchRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** {@code abs search --algo darts|pdarts}. */
final class GenotypeSearch {
  private final Console console;
  private final ConfigOptions options;
  private final RunOption run;
  private final EstimateOption estimate;

  GenotypeSearch(Console console, ConfigOptions options, RunOption run, EstimateOption estimate) {
    this.console = requireNonNull(console, "console is null");
    this.options = requireNonNull(options, "options is null");
    this.run = requireNonNull(run, "run is null");
    this.estimate = requireNonNull(estimate, "estimate is null");
  }

  /**
   * Searches once, or once per seed.
   *
   * @param sources the configuration with further overrides
   * @param typed the command line
   */
  int call(
      DartsAlgorithm algorithm, Function<List<String>, ConfigSources> sources, List<String> typed) {
    ResolvedConfig<DartsSearchConfig> config =
        DartsSearchConfig.resolve(algorithm, sources.apply(List.of()));
    String name = name(config.value());
    return new Sweep(run, console, name)
        .runs(
            config,
            config.value().seeds(),
            options.seed(),
            seed -> DartsSearchConfig.resolve(algorithm, sources.apply(Sweep.only(seed))),
            (one, root, existing) -> search(one, typed, root, existing));
  }

  private int search(
      ResolvedConfig<DartsSearchConfig> config,
      List<String> typed,
      Path root,
      RunOptions.Existing existing) {
    DartsSearchRun searching = new DartsSearchRun(config, typed);
    if (run.dryRun()) {
      searching.plan().lines().forEach(console.out()::println);
      estimate.print(console.out(), searching::estimate);
      return ExitCode.OK.code();
    }
    searching.prepare();
    console.stop().listen();
    RunEnd end = new RunEnd(console, "abs search");
    try (RunDirectory directory =
        RunDirectory.open(
            root, config.yaml(), DartsSearchRun.options(existing), searching::checkResumed)) {
      Logs.alsoTo(directory.log());
      DartsOutcome outcome = searching.run(directory, console.stop()::requested);
      if (outcome instanceof DartsOutcome.Finished finished) {
        return end.finished(directory, summary(finished.result(), directory));
      }
      return end.stopped(directory);
    }
  }

  private static List<String> summary(DartsSearchResult result, RunDirectory directory) {
    DartsSearchResult.Found found = result.best().get(0);
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s searched by %s in %d steps"
            .formatted(result.searched(), result.algo(), result.steps()));
    lines.add(
        "its network in %s: %d parameters, %d multiply-adds; %d skip connections in the normal cell"
            .formatted(
                result.space(), found.parameters(), found.multiplyAdds(), found.skipConnects()));
    lines.add(found.architecture());
    lines.add("cells drawn: " + directory.file("cell-normal.svg"));
    lines.add("             " + directory.file("cell-reduce.svg"));
    return lines;
  }

  private String name(DartsSearchConfig config) {
    return options.name(() -> "search-" + config.algo().id() + "-" + config.space().resolve().id());
  }
}
