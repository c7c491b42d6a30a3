package io.absnas.core.jobs;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a handler still does anything right. One whose device is broken, or whose images are
 * gone, fails within milliseconds at whatever it is given, and would use up every job's attempts
 * before others come to them. So after a few failures in a row it is no longer believed: its
 * failures do not count against jobs while there is another one, and a job that it failed at is not
 * for it again. Safe for use by several threads.
 */
public final class HandlerHealth {
  /** First attempts in a row that go wrong, after which failures are taken for its own. */
  private static final int FEW = 2;

  /** First attempts in a row that go wrong, after which it is given no more. */
  private static final int MOST = 8;

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int MOST_DOUBLINGS = 6;

  private final Set<String> failedAt = new HashSet<>();
  private int inARow;

  /** An attempt has ended with a result. */
  public synchronized void right() {
    inARow = 0;
  }

  /**
   * An attempt at a job went wrong. Further attempts at a job do not count against the handler:
   * others failed at it too, and such jobs may follow one another when all others are done.
   */
  public synchronized void wrong(Job job) {
    inARow += failedAt.add(job.id()) && job.attempt() == 1 ? 1 : 0;
  }

  /** Whether its failures say something about the jobs. */
  public synchronized boolean isTrusted() {
    return inARow < FEW;
  }

  /** Whether it should be given no more. */
  public synchronized boolean isUseless() {
    return inARow >= MOST;
  }

  /** Whether it failed at this job. */
  public synchronized boolean hasFailedAt(Job job) {
    return failedAt.contains(job.id());
  }

  /** Whether there is another one of these that is believed and has not failed at the job. */
  public boolean hasAnother(Collection<HandlerHealth> all, Job job) {
    return all.stream()
        .anyMatch(other -> other != this && other.isTrusted() && !other.hasFailedAt(job));
  }

  /** How long it should wait before it takes another job, so that others come first. */
  public synchronized Duration pause() {
    return PAUSE.multipliedBy(1L << Math.min(Math.max(0, inARow - 1), MOST_DOUBLINGS));
  }

  /** Says so, with the reason of the last attempt. */
  public synchronized String text(String reason) {
    return "%d jobs in a row went wrong, the last: %s".formatted(inARow, reason);
  }
}
