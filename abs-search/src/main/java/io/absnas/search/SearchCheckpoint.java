package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.Checkpoint;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.TrainingCheckpoint;
import io.absnas.core.train.TrainingState;
import io.absnas.search.evolution.Candidate;
import io.absnas.search.evolution.ChildOutcome;
import io.absnas.search.evolution.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Checkpoints of a search: a training state while the supernet is trained, afterwards the
 * candidates and what became of them; the weights are then a file of the run, whose id is in the
 * checkpoint.
 */
final class SearchCheckpoint {
  private static final int FORMAT = 1;
  private static final String SUPERNET = "supernet.json";
  private static final String SEARCH = "search.json";

  private SearchCheckpoint() {}

  /** Where a run goes on. */
  sealed interface Stage {
    /**
     * While the supernet is trained.
     *
     * @param initialId id of the weights that training started from
     * @param state weights, velocities, step
     */
    record Training(String initialId, TrainingState state) implements Stage {}

    /**
     * While children are evaluated.
     *
     * @param supernetId id of the supernet's weights
     * @param initialId id of the weights that training started from, where they are known
     * @param steps training steps behind the supernet
     * @param state candidates and outcomes
     */
    record Searching(String supernetId, Optional<String> initialId, long steps, SearchState state)
        implements Stage {}
  }

  /** Content of {@code supernet.json}. */
  private record SupernetPart(int format, String initialId) {
    SupernetPart {
      requireFormat(format);
    }
  }

  /** Content of {@code search.json}. */
  private record SearchPart(
      int format,
      String supernetId,
      Optional<String> initialId,
      long trainingSteps,
      List<RowPart> candidates) {
    SearchPart {
      requireFormat(format);
      candidates = List.copyOf(candidates);
    }
  }

  /** A candidate as text. */
  private record RowPart(
      int generation, Source source, String architecture, Optional<ChildOutcome> outcome) {
    RowPart {
      requireNonNull(outcome, "outcome is null");
    }
  }

  private static void requireFormat(int format) {
    if (format != FORMAT) {
      throw new IllegalArgumentException("format is %d, must be %d".formatted(format, FORMAT));
    }
  }

  /** Saves the training of a supernet. */
  static void write(CheckpointStore store, Stage.Training training) {
    try {
      store.write(
          training.state().step(),
          writer -> {
            TrainingCheckpoint.write(writer, training.state());
            writer.json(SUPERNET, new SupernetPart(FORMAT, training.initialId()));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Saves the search; checkpoints of the training are older and go. */
  static void write(CheckpointStore store, SearchSpace space, Stage.Searching searching) {
    List<RowPart> rows =
        searching.state().rows().stream()
            .map(
                row ->
                    new RowPart(
                        row.candidate().generation(),
                        row.candidate().source(),
                        space.encode(row.candidate().architecture()),
                        row.outcome()))
            .toList();
    SearchPart part =
        new SearchPart(
            FORMAT, searching.supernetId(), searching.initialId(), searching.steps(), rows);
    try {
      store.write(step(searching), writer -> writer.json(SEARCH, part));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number of a checkpoint: training steps, one for the supernet, then one for each candidate. */
  static long step(Stage.Searching searching) {
    return searching.steps() + 1 + searching.state().evaluated();
  }

  /**
   * The newest whole checkpoint, if there is any.
   *
   * @throws AbsException of kind CHECKPOINT if it is damaged or of another space
   */
  static Optional<Stage> newest(CheckpointStore store, SearchSpace space) {
    return store.newestWhole().map(checkpoint -> read(checkpoint, space));
  }

  private static Stage read(Checkpoint checkpoint, SearchSpace space) {
    if (!checkpoint.has(SEARCH)) {
      SupernetPart part = checkpoint.json(SUPERNET, SupernetPart.class);
      return new Stage.Training(part.initialId(), TrainingCheckpoint.read(checkpoint));
    }
    SearchPart part = checkpoint.json(SEARCH, SearchPart.class);
    try {
      List<SearchState.Row> rows = part.candidates().stream().map(row -> row(space, row)).toList();
      return new Stage.Searching(
          part.supernetId(), part.initialId(), part.trainingSteps(), new SearchState(rows));
    } catch (IllegalArgumentException e) {
      throw new AbsException(
          ExitCode.CHECKPOINT,
          checkpoint.file() + ": is no search of space " + space.id() + ": " + e.getMessage(),
          e);
    }
  }

  private static SearchState.Row row(SearchSpace space, RowPart row) {
    return new SearchState.Row(
        new Candidate(row.generation(), row.source(), space.parse(row.architecture())),
        row.outcome());
  }
}
