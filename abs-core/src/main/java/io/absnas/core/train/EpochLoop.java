package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.SearchSpace;
import java.util.function.BooleanSupplier;

/**
 * A {@link TrainingLoop} epoch by epoch: what each epoch leaves is recorded once, and a checkpoint
 * follows, however often the run is stopped, even within what is done at an epoch's end.
 *
 * @param training the loop, at any step
 * @param space whose paths are trained
 * @param stepsPerEpoch steps of an epoch
 * @param steps the last one
 * @param checkpointSteps steps between two checkpoints
 * @param stopRequested asked after every step and every epoch
 */
public record EpochLoop(
    TrainingLoop training,
    SearchSpace space,
    long stepsPerEpoch,
    long steps,
    long checkpointSteps,
    BooleanSupplier stopRequested) {
  /** What a training does beside its steps. */
  public interface Book {
    /** The last epoch that is recorded, 0 for the state before the first; -1 for none. */
    int recorded();

    /** Tells of a step. */
    void stepped(StepReport report);

    /** Records an epoch; false if a stop was asked for before, and nothing is left of it then. */
    boolean ended(int epoch);

    /** Writes a checkpoint of the step that the loop is at. */
    void checkpoint();
  }

  /** Checks the numbers. */
  public EpochLoop {
    requireNonNull(training, "training is null");
    requireNonNull(space, "space is null");
    requireNonNull(stopRequested, "stopRequested is null");
    if (stepsPerEpoch < 1 || steps < 1 || checkpointSteps < 1) {
      throw new IllegalArgumentException(
          "steps must be positive, were "
              + stepsPerEpoch
              + ", "
              + steps
              + " and "
              + checkpointSteps);
    }
  }

  /** Trains to the last step; false if it was stopped, with a checkpoint then. */
  public boolean run(Book book) {
    // The steps of an epoch may be done while what follows them was stopped.
    if (epochs() > book.recorded() && !ends(book)) {
      return false;
    }
    while (training.step() < steps) {
      long epochEnd = (epochs() + 1) * stepsPerEpoch;
      training.run(space, epochEnd, report -> stepped(book, report));
      boolean ended = training.step() == epochEnd && ends(book);
      if (training.step() != epochEnd) {
        book.checkpoint();
      }
      if (!ended || (stopRequested.getAsBoolean() && training.step() < steps)) {
        return false;
      }
    }
    return true;
  }

  private int epochs() {
    return Math.toIntExact(training.step() / stepsPerEpoch);
  }

  private boolean ends(Book book) {
    boolean ended = book.ended(epochs());
    book.checkpoint();
    return ended;
  }

  private StepListener.Decision stepped(Book book, StepReport report) {
    book.stepped(report);
    if (stopRequested.getAsBoolean()) {
      return StepListener.Decision.STOP;
    }
    // After an epoch there is a checkpoint anyhow, and only one of them may stand for a step.
    if (report.step() % checkpointSteps == 0 && report.step() % stepsPerEpoch != 0) {
      book.checkpoint();
    }
    return StepListener.Decision.CONTINUE;
  }
}
