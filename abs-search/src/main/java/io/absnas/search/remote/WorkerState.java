package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.HandlerHealth;
import io.absnas.core.jobs.Job;
import io.absnas.core.jobs.JobOutcome;
import io.absnas.core.jobs.JobResult;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the evaluators of one worker share: whether to go on, and what was done. */
final class WorkerState {
  private static final Logger log = LoggerFactory.getLogger(WorkerState.class);
  private static final long SAID_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final BooleanSupplier stopRequested;
  private final long graceNanos;
  private final RecentResults recent = new RecentResults();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong stopNanos = new AtomicLong();
  private final AtomicLong saidNanos = new AtomicLong(System.nanoTime());
  private final Set<HandlerHealth> healths = ConcurrentHashMap.newKeySet();
  private @Nullable Object present;
  private volatile boolean closed;

  WorkerState(BooleanSupplier stopRequested, Duration grace) {
    this.stopRequested = requireNonNull(stopRequested, "stopRequested is null");
    this.graceNanos = grace.toNanos();
  }

  /** Whether no further job is to be begun. */
  boolean stopping() {
    boolean stopping = closed || stopRequested.getAsBoolean();
    if (stopping) {
      // 0 stands for not yet, so a clock that shows 0 is a nanosecond late.
      stopNanos.compareAndSet(0, System.nanoTime() | 1);
    }
    return stopping;
  }

  /** Whether a job in hand is to be left, too. */
  boolean abandoning() {
    return closed || (stopping() && System.nanoTime() - stopNanos.get() >= graceNanos);
  }

  /** Counts an evaluator. */
  void joins(HandlerHealth health) {
    healths.add(health);
  }

  /** Counts an evaluator no more that is of no use; whether it was the last. */
  boolean isLast(HandlerHealth useless) {
    healths.remove(useless);
    return healths.isEmpty();
  }

  /** Whether another evaluator of this worker is believed and has not failed at the job. */
  boolean hasAnother(HandlerHealth mine, Job job) {
    return mine.hasAnother(healths, job);
  }

  /** Whether this evaluator from now on is the one that counts as the worker at the broker. */
  synchronized boolean takesPresence(Object evaluator) {
    if (present != null) {
      return false;
    }
    present = evaluator;
    return true;
  }

  /** The evaluator's session has ended: another one shall count as the worker. */
  synchronized void leavesPresence(Object evaluator) {
    if (present == evaluator) {
      present = null;
    }
  }

  /** Leaves everything: an evaluator has failed, or all have ended. */
  void close() {
    closed = true;
  }

  /** Counts a result that was sent, and keeps it; says now and then how many there are. */
  void ended(JobResult result) {
    recent.put(result);
    long count = done.incrementAndGet();
    if (result.outcome() instanceof JobOutcome.Failed) {
      failed.incrementAndGet();
    }
    long now = System.nanoTime();
    long said = saidNanos.get();
    if (now - said >= SAID_NANOS && saidNanos.compareAndSet(said, now)) {
      log.info(
          "{} jobs done, {} of them failed; the last one took {} s",
          count,
          failed.get(),
          String.format(Locale.ROOT, "%.2f", result.seconds()));
    }
  }

  RecentResults recent() {
    return recent;
  }

  long done() {
    return done.get();
  }

  long failed() {
    return failed.get();
  }
}
