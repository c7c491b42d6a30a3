package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.Checkpoint;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.train.TrainingCheckpoint;
import io.absnas.core.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Where a search goes on, in the warm-up or after it. Architecture parameters are among the
 * weights, the state of their optimiser beside them.
 *
 * @param progress records
 * @param state of the training
 */
record ProxylessCheckpoint(ProxylessProgress progress, TrainingState state) {
  private static final String PROGRESS = "progress.json";

  ProxylessCheckpoint {
    requireNonNull(progress, "progress is null");
    requireNonNull(state, "state is null");
  }

  void write(CheckpointStore store) {
    try {
      store.write(
          state.step(),
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
   * @throws AbsException of kind CHECKPOINT if it is damaged
   */
  static Optional<ProxylessCheckpoint> newest(CheckpointStore store) {
    return store.newestWhole().map(ProxylessCheckpoint::read);
  }

  private static ProxylessCheckpoint read(Checkpoint checkpoint) {
    return new ProxylessCheckpoint(
        checkpoint.json(PROGRESS, ProxylessProgress.class), TrainingCheckpoint.read(checkpoint));
  }
}
