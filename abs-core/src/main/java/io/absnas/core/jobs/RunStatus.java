package io.absnas.core.jobs;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.SortedMap;

/**
 * How far a run is, in its own words; for people, never part of a result.
 *
 * @param state whether it goes on
 * @param done jobs that have ended, failed ones among them
 * @param failed jobs that could not be done
 * @param total jobs there will be at most, as far as is known
 * @param pending jobs handed in that have not ended
 * @param perSecond jobs that end in a second, 0 while nothing is known
 * @param facts what else is worth knowing, for example {@code generation} and {@code best}
 */
public record RunStatus(
    State state,
    long done,
    long failed,
    long total,
    long pending,
    double perSecond,
    SortedMap<String, String> facts) {
  /** Whether a run goes on. */
  public enum State {
    /** It hands jobs in and waits for results. */
    RUNNING,
    /** It was stopped and may be resumed. */
    STOPPED,
    /** It has its result, and wants nothing more. */
    FINISHED
  }

  /** Checks the numbers and copies the facts. */
  public RunStatus {
    requireNonNull(state, "state is null");
    if (failed < 0 || failed > done || done > total) {
      throw new IllegalArgumentException(
          "0 <= failed <= done <= total does not hold for %d, %d, %d"
              .formatted(failed, done, total));
    }
    if (pending < 0) {
      throw new IllegalArgumentException("pending is " + pending + ", must be at least 0");
    }
    if (!(perSecond >= 0) || perSecond > Double.MAX_VALUE) {
      throw new IllegalArgumentException("perSecond is " + perSecond + ", must be at least 0");
    }
    facts = Job.sorted(facts);
  }

  /** A status with facts in any order. */
  public static RunStatus of(
      State state,
      long done,
      long failed,
      long total,
      long pending,
      double perSecond,
      Map<String, String> facts) {
    return new RunStatus(state, done, failed, total, pending, perSecond, Job.sorted(facts));
  }
}
