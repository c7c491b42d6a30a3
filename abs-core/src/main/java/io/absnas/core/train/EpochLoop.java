package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.SearchSpace;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;

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
  /**
   * What a training does beside its steps.
   *
   * @param recorded the last epoch that is recorded, 0 for the state before the first; -1 for none
   * @param stepped tells of a step
   * @param ended records an epoch; false if a stop was asked for before, and nothing is left of it
   *     then
   * @param checkpoint writes a checkpoint of the step that the loop is at
   */
  public record Book(
      IntSupplier recorded, Consumer<StepReport> stepped, IntPredicate ended, Runnable checkpoint) {
    /** Checks that nothing is missing. */
    public Book {
      requireNonNull(recorded, "recorded is null");
      requireNonNull(stepped, "stepped is null");
      requireNonNull(ended, "ended is null");
      requireNonNull(checkpoint, "checkpoint is null");
    }
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
    if (epochs() > book.recorded().getAsInt() && !ends(book)) {
      return false;
    }
    while (training.step() < steps) {
      long epochEnd = (epochs() + 1) * stepsPerEpoch;
      training.run(space, epochEnd, report -> stepped(book, report));
      boolean ended = training.step() == epochEnd && ends(book);
      if (training.step() != epochEnd) {
        book.checkpoint().run();
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
    boolean ended = book.ended().test(epochs());
    book.checkpoint().run();
    return ended;
  }

  private StepListener.Decision stepped(Book book, StepReport report) {
    book.stepped().accept(report);
    if (stopRequested.getAsBoolean()) {
      return StepListener.Decision.STOP;
    }
    // After an epoch there is a checkpoint anyhow, and only one of them may stand for a step.
    if (report.step() % checkpointSteps == 0 && report.step() % stepsPerEpoch != 0) {
      book.checkpoint().run();
    }
    return StepListener.Decision.CONTINUE;
  }
}
