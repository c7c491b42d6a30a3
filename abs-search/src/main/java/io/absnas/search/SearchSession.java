package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.RunDirectory;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What belongs to one call of a run.
 *
 * @param directory of the run
 * @param files in it
 * @param checkpoints where they go
 * @param metrics where scalars go
 * @param elsewhere where children are evaluated; absent: in this process
 * @param stopRequested asked after every training step and before every batch of an evaluation
 */
record SearchSession(
    RunDirectory directory,
    SearchFiles files,
    CheckpointStore checkpoints,
    MetricLog metrics,
    Optional<EvaluationPlace> elsewhere,
    BooleanSupplier stopRequested) {
  SearchSession {
    requireNonNull(directory, "directory is null");
    requireNonNull(files, "files is null");
    requireNonNull(checkpoints, "checkpoints is null");
    requireNonNull(metrics, "metrics is null");
    requireNonNull(elsewhere, "elsewhere is null");
    requireNonNull(stopRequested, "stopRequested is null");
  }
}
