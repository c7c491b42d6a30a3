package io.absnas.core.jobs;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * The end of a job. Two results of one job have equal outcomes; the first one counts and later ones
 * change nothing.
 *
 * @param run the run that asked
 * @param job id of the job
 * @param attempts attempts it took, at least 1
 * @param worker who did it, for logs
 * @param seconds time of the last attempt, for logs
 * @param outcome what came of it
 */
public record JobResult(
    String run, String job, int attempts, String worker, double seconds, JobOutcome outcome) {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  /** Checks names and numbers. */
  public JobResult {
    Job.checkRun(run);
    if (!ID.matcher(job).matches()) {
      throw new IllegalArgumentException("job is '" + job + "', must be 64 hexadecimal digits");
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts is " + attempts + ", must be at least 1");
    }
    if (worker.isBlank()) {
      throw new IllegalArgumentException("worker is blank");
    }
    if (!(seconds >= 0) || seconds > Double.MAX_VALUE) {
      throw new IllegalArgumentException("seconds is " + seconds + ", must be at least 0");
    }
    requireNonNull(outcome, "outcome is null");
  }
}
