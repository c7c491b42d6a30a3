package io.absnas.shrink;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.Checkpoint;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.TrainingCheckpoint;
import io.absnas.core.weights.WeightsId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Checkpoints of a shrinking run: training state, base weights and decisions in one file. */
final class ShrinkCheckpoint {
  private static final String BASE = "base.safetensors";
  private static final String PROGRESS = "progress.json";

  private ShrinkCheckpoint() {}

  static void write(CheckpointStore store, ShrinkState state) {
    try {
      store.write(
          state.training().step(),
          writer -> {
            TrainingCheckpoint.write(writer, state.training());
            TrainingCheckpoint.writeTensors(writer, BASE, state.base());
            writer.json(PROGRESS, state.progress());
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The newest whole checkpoint, if there is any.
   *
   * @throws AbsException of kind CHECKPOINT if it is damaged or of another space
   */
  static Optional<ShrinkState> newest(CheckpointStore store, SearchSpace space) {
    return store.newestWhole().map(checkpoint -> read(checkpoint, space));
  }

  private static ShrinkState read(Checkpoint checkpoint, SearchSpace space) {
    ShrinkProgress progress = checkpoint.json(PROGRESS, ShrinkProgress.class);
    ShrinkState state =
        new ShrinkState(
            TrainingCheckpoint.read(checkpoint),
            TrainingCheckpoint.readTensors(checkpoint, BASE),
            progress);
    try {
      progress.spaceLeft(space);
    } catch (IllegalArgumentException e) {
      throw new AbsException(
          ExitCode.CHECKPOINT,
          checkpoint.file() + ": is of another space than " + space.id() + ": " + e.getMessage(),
          e);
    }
    if (!WeightsId.of(state.base()).equals(progress.baseId())) {
      throw new AbsException(
          ExitCode.CHECKPOINT,
          checkpoint.file() + ": its base weights are not those that its history names");
    }
    return state;
  }
}
