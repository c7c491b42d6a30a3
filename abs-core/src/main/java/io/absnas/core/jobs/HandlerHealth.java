package io.absnas.core.jobs;

import java.util.HashSet;
import java.util.Set;

/**
 * Whether a handler still does anything right. One whose device is broken, or whose images are
 * gone, fails within milliseconds at whatever it is given, and would use up every job's attempts
 * before others come to them.
 */
public final class HandlerHealth {
  /** Attempts in a row that go wrong. */
  private static final int MOST_IN_A_ROW = 8;

  /** As many jobs must be among them: a job may be bad itself. */
  private static final int FEWEST_JOBS = 3;

  private final Set<String> jobs = new HashSet<>();
  private int inARow;

  /** An attempt has ended with a result. */
  public void right() {
    jobs.clear();
    inARow = 0;
  }

  /** An attempt at a job went wrong; true if the handler should be given no more. */
  public boolean wrong(String job) {
    jobs.add(job);
    inARow++;
    return inARow >= MOST_IN_A_ROW && jobs.size() >= FEWEST_JOBS;
  }

  /** Says so, with the reason of the last attempt. */
  public String text(String reason) {
    return "%d attempts in a row went wrong, at %d different jobs, the last: %s"
        .formatted(inARow, jobs.size(), reason);
  }
}
