package io.absnas.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into a polite request: whoever listens stops at the next step and writes
 * a checkpoint, and only then the process ends, with the status that the virtual machine gives a
 * signal (130 or 143).
 *
 * <p>The wait has a bound, so that a process that hangs can still be ended by a signal.
 */
final class StopRequest implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean requested;
  private volatile boolean listening;

  /** From now on a signal waits for {@link #close}. */
  synchronized void listen() {
    if (!listening) {
      listening = true;
      Runtime.getRuntime().addShutdownHook(new Thread(this::waitForTheEnd, "abs-stop"));
    }
  }

  /** Whether the process was asked to end. */
  boolean requested() {
    return requested;
  }

  /** Asks, as a signal does. */
  void request() {
    requested = true;
  }

  /** Nothing is left to do; a process that waits may end. */
  @Override
  public void close() {
    finished.countDown();
  }

  private void waitForTheEnd() {
    request();
    try {
      finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
