package io.absnas.train;

import static java.util.Objects.requireNonNull;

/** How a training ended. */
public sealed interface TrainOutcome {
  /** It was asked to stop; a checkpoint says where it goes on. */
  record Interrupted() implements TrainOutcome {}

  /**
   * It is finished.
   *
   * @param result what came out
   */
  record Finished(TrainResult result) implements TrainOutcome {
    /** Checks that there is a result. */
    public Finished {
      requireNonNull(result, "result is null");
    }
  }
}
