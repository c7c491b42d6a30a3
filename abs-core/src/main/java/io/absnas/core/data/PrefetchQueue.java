package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INTERRUPTED;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ThreadEnd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Values of consecutive steps, made ahead by worker threads and handed out in order. For one
 * consumer; {@link #close} may be called by any thread and ends a waiting {@link #take}.
 */
final class PrefetchQueue<T> implements AutoCloseable {
  private final LongFunction<T> maker;
  private final int prefetch;
  private final List<Thread> workers = new ArrayList<>();

  private final Object lock = new Object();
  private final Map<Long, Outcome<T>> ready = new HashMap<>();
  private long nextToMake;
  private long nextToTake;
  private boolean started;
  private boolean closed;
  private long waitNanos;

  /** What a worker left for one step. */
  private sealed interface Outcome<T> {
    record Made<T>(T value) implements Outcome<T> {}

    record Failed<T>(Throwable cause) implements Outcome<T> {}
  }

  /**
   * A queue at rest.
   *
   * @param maker gives the value of a step, whatever the thread
   * @param prefetch values made or in the making that are not taken yet
   */
  PrefetchQueue(LongFunction<T> maker, int threads, int prefetch) {
    this.maker = requireNonNull(maker, "maker is null");
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be positive, was " + threads);
    }
    if (prefetch < 1) {
      throw new IllegalArgumentException("prefetch must be positive, was " + prefetch);
    }
    this.prefetch = prefetch;
    for (int thread = 0; thread < threads; thread++) {
      Thread worker = new Thread(this::work, "abs-data-" + thread);
      worker.setDaemon(true);
      workers.add(worker);
    }
  }

  void start(long firstStep) {
    if (firstStep < 0) {
      throw new IllegalArgumentException("firstStep must not be negative, was " + firstStep);
    }
    synchronized (lock) {
      if (started || closed) {
        throw new IllegalStateException("a loader is started once, and not after it was closed");
      }
      started = true;
      nextToMake = firstStep;
      nextToTake = firstStep;
      workers.forEach(Thread::start);
    }
  }

  /** The value of the next step; an error of its maker is thrown here and closes the queue. */
  T take() {
    Outcome<T> outcome = next();
    if (outcome instanceof Outcome.Made<T> made) {
      return made.value();
    }
    close();
    Throwable cause = ((Outcome.Failed<T>) outcome).cause();
    if (cause instanceof RuntimeException failure) {
      throw failure;
    }
    throw (Error) cause;
  }

  long waitNanos() {
    synchronized (lock) {
      return waitNanos;
    }
  }

  /** Stops the workers and waits for their end; further calls do nothing. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      ready.clear();
      lock.notifyAll();
    }
    workers.forEach(ThreadEnd::await);
  }

  private Outcome<T> next() {
    synchronized (lock) {
      if (!started) {
        throw new IllegalStateException("the loader was not started");
      }
      long begin = System.nanoTime();
      Outcome<T> outcome = ready.remove(nextToTake);
      while (outcome == null) {
        if (closed) {
          throw new IllegalStateException("the loader is closed");
        }
        try {
          lock.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AbsException(
              INTERRUPTED, "interrupted while waiting for the batch of step " + nextToTake, e);
        }
        outcome = ready.remove(nextToTake);
      }
      waitNanos += System.nanoTime() - begin;
      nextToTake++;
      lock.notifyAll();
      return outcome;
    }
  }

  private void work() {
    while (true) {
      long step;
      synchronized (lock) {
        while (!closed && nextToMake >= nextToTake + prefetch) {
          try {
            lock.wait();
          } catch (InterruptedException e) {
            // Only close ends a worker, and it does not interrupt: look at the state again.
          }
        }
        if (closed) {
          return;
        }
        step = nextToMake++;
      }
      Outcome<T> outcome = make(step);
      synchronized (lock) {
        if (closed) {
          return;
        }
        ready.put(step, outcome);
        lock.notifyAll();
      }
    }
  }

  private Outcome<T> make(long step) {
    try {
      return new Outcome.Made<>(maker.apply(step));
    } catch (RuntimeException | Error e) {
      return new Outcome.Failed<>(e);
    }
  }
}
