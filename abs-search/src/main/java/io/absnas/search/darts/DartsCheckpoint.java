package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.Checkpoint;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.ExitCode;
import io.absnas.core.train.TrainingCheckpoint;
import io.absnas.core.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Where a search goes on. Architecture parameters are among the weights, the state of their
 * optimiser beside them.
 *
 * @param progress stage, ops and records
 * @param state of the stage's training
 */
record DartsCheckpoint(DartsProgress progress, TrainingState state) {
  private static final String PROGRESS = "progress.json";

  DartsCheckpoint {
    requireNonNull(progress, "progress is null");
    requireNonNull(state, "state is null");
  }

  /** Steps of all stages. */
  long step() {
    return progress.stepsBefore() + state.step();
  }

  void write(CheckpointStore store) {
    try {
      store.write(
          step(),
          writer -> {
            TrainingCheckpoint.write(writer, state);
            writer.json(PROGRESS, progress);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The newest whole checkpoint, if there is any.
   *
   * @throws AbsException of kind CHECKPOINT if it is damaged or of another search
   */
  static Optional<DartsCheckpoint> newest(CheckpointStore store, DartsSearchConfig config) {
    return store.newestWhole().map(checkpoint -> read(checkpoint, config));
  }

  private static DartsCheckpoint read(Checkpoint checkpoint, DartsSearchConfig config) {
    DartsProgress progress = checkpoint.json(PROGRESS, DartsProgress.class);
    if (!progress.algo().equals(config.algo().id())
        || progress.stage() >= config.stages().count()) {
      throw new AbsException(
          ExitCode.CHECKPOINT,
          "%s: is of stage %d of a search by %s, which the configuration does not have"
              .formatted(checkpoint.file(), progress.stage(), progress.algo()));
    }
    return new DartsCheckpoint(progress, TrainingCheckpoint.read(checkpoint));
  }
}
