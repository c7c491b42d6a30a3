package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.JobHandler;
import io.absnas.core.run.AbsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Does jobs of one run for whoever hands them in at a broker, with one evaluator for each handler,
 * and so on each device. Workers may join and leave at any time: a job whose worker vanishes goes
 * to another one.
 */
public final class RemoteWorker {
  private final Broker broker;
  private final RunQueues queues;
  private final WorkerSettings settings;
  private final List<JobHandler> handlers;
  private final BooleanSupplier stopRequested;

  /**
   * A worker; nothing happens yet.
   *
   * @param run name of the run
   * @param handlers at least one; they belong to the caller and must outlive {@link #serve}
   * @param stopRequested asked often, by any thread
   */
  public RemoteWorker(
      Broker broker,
      String run,
      WorkerSettings settings,
      List<? extends JobHandler> handlers,
      BooleanSupplier stopRequested) {
    this.broker = requireNonNull(broker, "broker is null");
    this.queues = new RunQueues(run);
    this.settings = requireNonNull(settings, "settings is null");
    this.handlers = List.copyOf(handlers);
    this.stopRequested = requireNonNull(stopRequested, "stopRequested is null");
    if (handlers.isEmpty()) {
      throw new IllegalArgumentException("at least one handler is needed");
    }
  }

  /**
   * Works until the run has its result, no job comes for long, or a stop is asked for. A job in
   * hand is then ended if that takes no longer than the grace time, and handed back otherwise.
   *
   * @throws AbsException of kind INPUT if the run needs something else than the handlers hold,
   *     BROKER if the broker does not let us in or is away for too long
   */
  public WorkerReport serve() {
    WorkerState state = new WorkerState(stopRequested, settings.grace());
    AtomicInteger number = new AtomicInteger();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            handlers.size(),
            task -> {
              Thread thread = new Thread(task, "abs-evaluator-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    try {
      // All of them first: whether one is the last depends on how many there are.
      List<EvaluatorLoop> evaluators = new ArrayList<>();
      for (int i = 0; i < handlers.size(); i++) {
        evaluators.add(new EvaluatorLoop(broker, queues, settings, i, handlers.get(i), state));
      }
      List<Future<Optional<WorkerReport.End>>> loops = new ArrayList<>();
      evaluators.forEach(evaluator -> loops.add(threads.submit(evaluator)));
      return report(loops, state);
    } finally {
      state.close();
      threads.shutdownNow();
    }
  }

  /** Waits for all; the first failure ends the others too. */
  private static WorkerReport report(
      List<Future<Optional<WorkerReport.End>>> loops, WorkerState state) {
    List<WorkerReport.End> ends = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (Future<Optional<WorkerReport.End>> loop : loops) {
      try {
        loop.get().ifPresent(ends::add);
      } catch (ExecutionException e) {
        failures.add(requireNonNull(e.getCause(), "a failure has no cause"));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        ends.add(WorkerReport.End.STOPPED);
      }
    }
    for (Throwable failure : failures) {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
    }
    return new WorkerReport(ends.get(0), state.done(), state.failed());
  }
}
