package io.absnas.core.jobs;

/**
 * Whether a handler still does anything right. One whose device is broken, or whose images are
 * gone, fails within milliseconds at whatever it is given, and would use up every job's attempts
 * before others come to them.
 */
public final class HandlerHealth {
  /** First attempts in a row that go wrong. */
  private static final int MOST_IN_A_ROW = 8;

  private int inARow;

  /** An attempt has ended with a result. */
  public void right() {
    inARow = 0;
  }

  /**
   * An attempt at a job went wrong; true if the handler should be given no more. Further attempts
   * at a job do not count: they come when others are done, and then may follow one another because
   * the jobs are bad.
   */
  public boolean wrong(Job job) {
    inARow += job.attempt() == 1 ? 1 : 0;
    return inARow >= MOST_IN_A_ROW;
  }

  /** Says so, with the reason of the last attempt. */
  public String text(String reason) {
    return "%d jobs in a row went wrong, the last: %s".formatted(inARow, reason);
  }
}
