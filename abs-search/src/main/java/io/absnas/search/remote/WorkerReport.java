package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

/**
 * What a worker did.
 *
 * @param end why it left
 * @param done jobs that it ended, failed ones among them
 * @param failed jobs that could not be done
 */
public record WorkerReport(End end, long done, long failed) {
  /** Why a worker left. */
  public enum End {
    /** It was asked to stop. */
    STOPPED,
    /** No job came for as long as it was to wait. */
    IDLE,
    /** The run has its result. */
    FINISHED
  }

  /** Checks that there is an end. */
  public WorkerReport {
    requireNonNull(end, "end is null");
  }
}
