package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.Checkpoint;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.ExitCode;
import io.absnas.core.train.TrainingCheckpoint;
import io.absnas.core.train.TrainingState;
import io.absnas.core.weights.NamedTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Where a training goes on.
 *
 * @param state weights, velocities, average, step
 * @param progress evaluations so far
 * @param bestWeights those of the best one
 */
record TrainCheckpoint(
    TrainingState state, TrainProgress progress, Optional<NamedTensors> bestWeights) {
  private static final int FORMAT = 1;
  private static final String PROGRESS = "progress.json";
  private static final String BEST = "best.safetensors";

  TrainCheckpoint {
    requireNonNull(state, "state is null");
    requireNonNull(progress, "progress is null");
    requireNonNull(bestWeights, "bestWeights is null");
  }

  /** Content of {@code progress.json}. */
  private record Part(int format, TrainProgress progress) {
    Part {
      if (format != FORMAT) {
        throw new IllegalArgumentException("format is %d, must be %d".formatted(format, FORMAT));
      }
      requireNonNull(progress, "progress is null");
    }
  }

  void write(CheckpointStore store) {
    try {
      store.write(
          state.step(),
          writer -> {
            TrainingCheckpoint.write(writer, state);
            writer.json(PROGRESS, new Part(FORMAT, progress));
            if (bestWeights.isPresent()) {
              TrainingCheckpoint.writeTensors(writer, BEST, bestWeights.get());
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The newest whole checkpoint, if there is any.
   *
   * @throws AbsException of kind CHECKPOINT if it is damaged or of another architecture
   */
  static Optional<TrainCheckpoint> newest(CheckpointStore store, String architecture) {
    return store.newestWhole().map(checkpoint -> read(checkpoint, architecture));
  }

  private static TrainCheckpoint read(Checkpoint checkpoint, String architecture) {
    TrainProgress progress = checkpoint.json(PROGRESS, Part.class).progress();
    if (!progress.architecture().equals(architecture)) {
      throw new AbsException(
          ExitCode.CHECKPOINT,
          "%s: is of architecture %s, the run is of %s"
              .formatted(checkpoint.file(), progress.architecture(), architecture));
    }
    return new TrainCheckpoint(
        TrainingCheckpoint.read(checkpoint),
        progress,
        checkpoint.has(BEST)
            ? Optional.of(TrainingCheckpoint.readTensors(checkpoint, BEST))
            : Optional.empty());
  }
}
