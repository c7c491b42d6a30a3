package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.RetryPolicy;

/**
 * When a job is given up.
 *
 * @param retries attempts that may go wrong
 * @param losses workers that may vanish over it, at least 1; more than attempts, since workers
 *     vanish for reasons of their own
 */
public record RemoteLimits(RetryPolicy retries, int losses) {
  /** Most that can be asked for. */
  static final int MOST = 1000;

  /** Checks the numbers. */
  public RemoteLimits {
    requireNonNull(retries, "retries is null");
    if (retries.attempts() > MOST) {
      throw new IllegalArgumentException(
          "attempts is %d, must be at most %d".formatted(retries.attempts(), MOST));
    }
    if (losses < 1 || losses > MOST) {
      throw new IllegalArgumentException("losses is %d, must be 1 to %d".formatted(losses, MOST));
    }
  }

  /** So many attempts and the usual number of losses. */
  public static RemoteLimits of(RetryPolicy retries) {
    return new RemoteLimits(retries, 20);
  }
}
