package io.absnas.core.jobs;

import java.util.Optional;

/**
 * How often a job is tried.
 *
 * @param attempts attempts in all, at least 1
 */
public record RetryPolicy(int attempts) {
  /** Checks the number. */
  public RetryPolicy {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts is " + attempts + ", must be at least 1");
    }
  }

  /** The next attempt at a job that went wrong; empty if there have been enough. */
  public Optional<Job> next(Job job) {
    return job.attempt() < attempts ? Optional.of(job.retried()) : Optional.empty();
  }

  /** The result of a job that went wrong for the last time. */
  public JobResult givenUp(Job job, String worker, String reason) {
    return new JobResult(
        job.run(),
        job.id(),
        job.attempt(),
        worker,
        0,
        new JobOutcome.Failed("given up after %d attempts: %s".formatted(job.attempt(), reason)));
  }
}
