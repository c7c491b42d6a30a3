package io.absnas.search.darts;

import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Configurations and whole searches of tests. */
final class DartsRuns {
  private DartsRuns() {}

  /** The overrides of all tests of a class, then those of one. */
  static ResolvedConfig<DartsSearchConfig> config(
      DartsAlgorithm algorithm, List<String> small, String... overrides) {
    List<String> all = new ArrayList<>(small);
    all.addAll(Arrays.asList(overrides));
    return DartsSearchConfig.resolve(algorithm, ConfigSources.none().withOverrides(all));
  }

  /** Begins or resumes a search in a directory. */
  static DartsOutcome run(
      Path root,
      ResolvedConfig<DartsSearchConfig> config,
      RunOptions.Existing existing,
      BooleanSupplier stop) {
    DartsSearchRun searching = new DartsSearchRun(config, List.of("abs"));
    try (RunDirectory run =
        RunDirectory.open(
            root, config.yaml(), DartsSearchRun.options(existing), searching::checkResumed)) {
      return searching.run(run, stop);
    }
  }
}
