package io.absnas.core.run;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Waits for threads that were asked to end, to their end: what they use, such as a network, is
 * closed next. An interrupt waits too.
 */
public final class ThreadEnd {
  private ThreadEnd() {}

  /** Returns when the thread has ended. */
  public static void await(Thread thread) {
    untilEnded(
        () -> {
          thread.join();
          return true;
        });
  }

  /** Returns when all tasks of an executor that was shut down have ended. */
  public static void await(ExecutorService executor) {
    untilEnded(() -> executor.awaitTermination(1, TimeUnit.MINUTES));
  }

  @FunctionalInterface
  private interface Wait {
    boolean ended() throws InterruptedException;
  }

  private static void untilEnded(Wait wait) {
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = wait.ended();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
