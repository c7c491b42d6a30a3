package io.absnas.core.jobs;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ThreadEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs done in this process, by one thread for each handler, and so on each device: whoever is free
 * takes the next. The handlers belong to the caller and must outlive the runner.
 */
public final class LocalJobRunner implements JobRunner {
  private static final Logger log = LoggerFactory.getLogger(LocalJobRunner.class);

  /** How often a thread without a job looks whether it may end. */
  private static final Duration WAKING = Duration.ofMillis(50);

  private final List<JobHandler> handlers;
  private final RetryPolicy retries;
  private final BooleanSupplier stopRequested;
  private final BlockingQueue<Job> waiting = new LinkedBlockingQueue<>();
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Set<String> known = new HashSet<>();

  /** Of the handlers that have not retired. */
  private final Set<HandlerHealth> healths = ConcurrentHashMap.newKeySet();

  private int pending;
  private volatile boolean closed;

  /** A result, or what ended the last thread. */
  private record Ended(@Nullable JobResult result, @Nullable Throwable failure) {}

  /**
   * Starts the threads.
   *
   * @param handlers at least one, all of one kind and holding the same
   * @param stopRequested asked often by any thread; true ends what is being done, without results
   */
  public LocalJobRunner(
      List<? extends JobHandler> handlers, RetryPolicy retries, BooleanSupplier stopRequested) {
    this.handlers = List.copyOf(handlers);
    this.retries = requireNonNull(retries, "retries is null");
    this.stopRequested = requireNonNull(stopRequested, "stopRequested is null");
    if (handlers.isEmpty()) {
      throw new IllegalArgumentException("at least one handler is needed");
    }
    JobHandler first = handlers.get(0);
    for (JobHandler handler : handlers) {
      if (!handler.kind().equals(first.kind()) || !handler.holds().equals(first.holds())) {
        throw new IllegalArgumentException("the handlers are not for the same jobs");
      }
    }
    for (int i = 0; i < handlers.size(); i++) {
      String name = "abs-job-" + i;
      JobHandler handler = handlers.get(i);
      HandlerHealth health = new HandlerHealth();
      healths.add(health);
      Thread thread = new Thread(() -> work(handler, name, health), name);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  @Override
  public void submit(Job job) {
    Optional<String> refusal = JobAttempt.refusal(job, handlers.get(0));
    if (refusal.isPresent()) {
      throw new IllegalArgumentException("nobody here can do the job: " + refusal.get());
    }
    if (known.add(job.id())) {
      pending++;
      waiting.add(job);
    }
  }

  @Override
  public Optional<JobResult> collect(Duration patience) {
    try {
      Ended one = ended.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (one == null) {
        return Optional.empty();
      }
      if (one.failure() instanceof Error error) {
        throw error;
      }
      if (one.failure() instanceof RuntimeException failure) {
        throw failure;
      }
      pending--;
      return Optional.ofNullable(one.result());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public int pending() {
    return pending;
  }

  private boolean stopping() {
    return closed || stopRequested.getAsBoolean();
  }

  private void work(JobHandler handler, String name, HandlerHealth health) {
    try {
      boolean sound = true;
      while (sound && !stopping()) {
        Job job = waiting.poll(WAKING.toNanos(), TimeUnit.NANOSECONDS);
        if (job != null && health.hasFailedAt(job) && health.hasAnother(healths, job)) {
          leave(job, health);
        } else if (job != null) {
          sound = attempt(job, handler, name, health);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      ended.add(new Ended(null, e));
    }
  }

  /** False if the handler is of no use any more. */
  private boolean attempt(Job job, JobHandler handler, String name, HandlerHealth health)
      throws InterruptedException {
    JobAttempt attempt = JobAttempt.of(job, handler, name, this::stopping);
    if (attempt instanceof JobAttempt.Finished finished) {
      health.right();
      ended.add(new Ended(finished.result(), null));
    } else if (attempt instanceof JobAttempt.Broken broken) {
      log.warn("attempt {} at job {} went wrong: {}", job.attempt(), job.id(), broken.reason());
      boolean counts = health.isTrusted() || !health.hasAnother(healths, job);
      health.wrong(job);
      if (health.isUseless()) {
        waiting.add(job);
        retire(name, health, broken.reason());
        return false;
      }
      Optional<Job> again = counts ? retries.next(job) : Optional.of(job);
      if (again.isEmpty()) {
        ended.add(new Ended(retries.givenUp(job, name, broken.reason()), null));
      } else if (health.hasAnother(healths, job)) {
        leave(again.get(), health);
      } else {
        waiting.add(again.get());
      }
    }
    return true;
  }

  /** Gives a job to another one, which takes it while this one pauses. */
  private void leave(Job job, HandlerHealth mine) throws InterruptedException {
    waiting.add(job);
    long until = System.nanoTime() + mine.pause().toNanos();
    while (System.nanoTime() < until && !stopping()) {
      Thread.sleep(WAKING.toMillis());
    }
  }

  private void retire(String name, HandlerHealth health, String reason) {
    healths.remove(health);
    if (healths.isEmpty()) {
      ended.add(new Ended(null, new AbsException(ExitCode.FAILED, health.text(reason))));
    } else {
      log.error("{} does no more jobs, others go on: {}", name, health.text(reason));
    }
  }

  @Override
  public void close() {
    // Nobody is interrupted: a file that is being written would be closed half-way.
    closed = true;
    threads.forEach(ThreadEnd::await);
  }
}
