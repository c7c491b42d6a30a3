package io.absnas.shrink;

import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Runs of {@code abs shrink} in their directories, as the command line opens them. */
public final class ShrinkRuns {
  private ShrinkRuns() {}

  /** Begins a run, or goes on with it. */
  public static ShrinkOutcome run(
      ResolvedConfig<ShrinkConfig> config,
      Path out,
      RunOptions.Existing existing,
      BooleanSupplier stop) {
    ShrinkRun run = new ShrinkRun(config, List.of("abs", "shrink"));
    try (RunDirectory directory =
        RunDirectory.open(out, config.yaml(), ShrinkRun.options(existing), run::checkResumed)) {
      return run.run(directory, stop);
    }
  }
}
