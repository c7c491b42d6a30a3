package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.JobAttempt;
import io.absnas.core.jobs.JobHandler;
import io.absnas.core.run.ThreadEnd;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The thread on which a handler does its jobs, one at a time, and the job that it is at. */
final class HandlerThread implements AutoCloseable {
  private final JobHandler handler;
  private final String worker;
  private final BooleanSupplier stopRequested;
  private final ExecutorService thread;
  private @Nullable Work work;

  /** A job and what becomes of it. */
  private record Work(QueuedJob queued, Future<JobAttempt> attempt) {}

  /**
   * Starts the thread.
   *
   * @param worker name for results
   * @param stopRequested asked often by the handler; true ends what is being done
   */
  HandlerThread(JobHandler handler, String worker, BooleanSupplier stopRequested) {
    this.handler = requireNonNull(handler, "handler is null");
    this.worker = requireNonNull(worker, "worker is null");
    this.stopRequested = requireNonNull(stopRequested, "stopRequested is null");
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "abs-job");
              made.setDaemon(true);
              return made;
            });
  }

  /** Begins a job; the one before must have been forgotten. */
  void begin(QueuedJob queued) {
    if (work != null) {
      throw new IllegalStateException("there is a job in hand");
    }
    work =
        new Work(
            queued,
            thread.submit(() -> JobAttempt.of(queued.job(), handler, worker, stopRequested)));
  }

  /** The job in hand, ended or not. */
  Optional<QueuedJob> inHand() {
    return Optional.ofNullable(work).map(Work::queued);
  }

  /** What became of the job in hand; empty if it has not ended within this time. */
  Optional<JobAttempt> attempt(Duration patience) {
    Work now = requireNonNull(work, "no job is in hand");
    try {
      return Optional.of(now.attempt().get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at a job", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The job in hand is settled. */
  void forget() {
    work = null;
  }

  /**
   * Waits for what is being done, which has been asked to stop: a network is never left halfway.
   */
  @Override
  public void close() {
    thread.shutdown();
    ThreadEnd.await(thread);
  }
}
