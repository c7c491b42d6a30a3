package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into a polite request: whoever listens stops at the next step and writes
 * a checkpoint, and only then the process ends, with the status that the virtual machine gives a
 * signal (130 or 143). Where nobody listens, or whoever does hangs, the signal itself ends the
 * process: at an ordinary exit the tensor engine's library would be taken down under the thread
 * that computes with it, and the process might crash instead.
 */
final class StopRequest implements AutoCloseable {
  /** Below the five minutes that the jobs of scripts/slurm get before they are killed. */
  private static final Duration PATIENCE = Duration.ofSeconds(270);

  private final CountDownLatch finished = new CountDownLatch(1);
  private final PrintStream err;
  private volatile boolean requested;
  private volatile Duration patience = Duration.ZERO;

  /**
   * Nothing is asked for yet.
   *
   * @param err where a process that is ended says so
   */
  StopRequest(PrintStream err) {
    this.err = requireNonNull(err, "err is null");
  }

  /** From now on signals to this process are handled; called once, before anything else. */
  void guard() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::ending, "abs-stop"));
  }

  /** From now on a signal waits for {@link #close}, as long as a cluster lets it. */
  void listen() {
    listen(PATIENCE);
  }

  /** From now on a signal waits for {@link #close}, but not for longer than this. */
  void listen(Duration longest) {
    patience = longest;
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

  private void ending() {
    request();
    if (finishes(patience)) {
      return;
    }
    Optional<EndingSignal> signal = EndingSignal.underWay();
    signal.ifPresent(
        one -> {
          err.println("abs: ended by " + one.text());
          err.flush();
          one.end();
        });
  }

  private boolean finishes(Duration longest) {
    try {
      return finished.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
