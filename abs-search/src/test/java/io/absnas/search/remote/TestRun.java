package io.absnas.search.remote;

import io.absnas.core.jobs.Job;
import io.absnas.core.jobs.JobHandler;
import io.absnas.core.jobs.JobResult;
import io.absnas.core.jobs.JobRunner;
import io.absnas.core.jobs.RetryPolicy;
import io.absnas.core.jobs.SquareHandler;
import io.absnas.core.jobs.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One run at the test broker, with workers on threads of this process. */
final class TestRun implements AutoCloseable {
  /** Bound for whatever should take moments. */
  static final Duration LONG = Duration.ofSeconds(60);

  private static final AtomicInteger RUNS = new AtomicInteger();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<WorkerReport>> workers = new ArrayList<>();
  private final List<AtomicBoolean> stops = new ArrayList<>();
  private final Broker broker;
  private final String run;

  /** A run of a name that was never used. */
  TestRun(String name) {
    this(name, broker());
  }

  TestRun(String name, Broker broker) {
    this.broker = broker;
    this.run = "%s-%d-%d".formatted(name, System.nanoTime(), RUNS.incrementAndGet());
  }

  static Broker broker() {
    TestBroker test = TestBroker.get();
    return Broker.of(test.address(), test.environment());
  }

  Broker address() {
    return broker;
  }

  String run() {
    return run;
  }

  RunQueues queues() {
    return new RunQueues(run);
  }

  Job job(int number) {
    return SquareHandler.job(run, number);
  }

  RemoteJobRunner searcher(int attempts, int losses) {
    return new RemoteJobRunner(
        broker, job(0), new RemoteLimits(new RetryPolicy(attempts), losses), LONG);
  }

  RemoteJobRunner searcher() {
    return searcher(3, 5);
  }

  static WorkerSettings settings(String name) {
    return new WorkerSettings(name, Duration.ZERO, Optional.empty(), Duration.ofSeconds(60), LONG);
  }

  /** Starts a worker. */
  void start(String name, JobHandler... handlers) {
    start(settings(name), handlers);
  }

  void start(WorkerSettings settings, JobHandler... handlers) {
    Future<WorkerReport> unused = work(settings, handlers);
  }

  /** Starts a worker that will report. */
  Future<WorkerReport> work(String name, JobHandler... handlers) {
    return work(settings(name), handlers);
  }

  Future<WorkerReport> work(WorkerSettings settings, JobHandler... handlers) {
    AtomicBoolean stop = new AtomicBoolean();
    RemoteWorker worker = new RemoteWorker(broker, run, settings, List.of(handlers), stop::get);
    Future<WorkerReport> report = threads.submit(worker::serve);
    workers.add(report);
    stops.add(stop);
    return report;
  }

  /** Asks all workers to stop. */
  void askToStop() {
    stops.forEach(stop -> stop.set(true));
  }

  /** Asks all workers to stop and waits for them. */
  List<WorkerReport> stop() throws InterruptedException, ExecutionException {
    askToStop();
    List<WorkerReport> reports = new ArrayList<>();
    for (Future<WorkerReport> worker : workers) {
      reports.add(worker.get());
    }
    return reports;
  }

  /** All results by job; every job has one. */
  static Map<String, JobResult> collect(JobRunner runner) {
    Map<String, JobResult> results = new TreeMap<>();
    while (runner.pending() > 0) {
      JobResult result = runner.collect(LONG).orElseThrow();
      if (results.put(result.job(), result) != null) {
        throw new AssertionError("two results of " + result.job());
      }
    }
    return results;
  }

  BrokerSession session() throws BrokerLostException {
    return BrokerSession.open(broker, "test");
  }

  @Override
  public void close() {
    askToStop();
    threads.shutdown();
  }
}
