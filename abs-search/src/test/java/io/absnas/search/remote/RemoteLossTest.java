package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.jobs.Job;
import io.absnas.core.jobs.JobHandler;
import io.absnas.core.jobs.JobOutcome;
import io.absnas.core.jobs.JobResult;
import io.absnas.core.jobs.SquareHandler;
import io.absnas.core.jobs.TestBroker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Connections that break, and jobs that take longer than the broker waits. */
class RemoteLossTest {
  private static JobOutcome square(int number) {
    return JobOutcome.Done.of(Map.of("square", Integer.toString(number * number)));
  }

  /** Squares, but takes its time over one number, or over all. */
  private record SlowHandler(SquareHandler handler, Optional<String> slow, long millis)
      implements JobHandler {
    @Override
    public String kind() {
      return handler.kind();
    }

    @Override
    public Map<String, String> holds() {
      return handler.holds();
    }

    @Override
    public Map<String, String> handle(Map<String, String> payload, BooleanSupplier stop) {
      if (slow.isEmpty() || slow.get().equals(payload.get("number"))) {
        try {
          Thread.sleep(millis);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return handler.handle(payload, stop);
    }
  }

  @Test
  void connectionsThatBreakChangeNothing() throws Exception {
    Broker broker = TestRun.broker();
    try (CuttingProxy proxy = new CuttingProxy(broker.host(), broker.port());
        TestRun run =
            new TestRun(
                "cuts",
                Broker.of(
                    "amqp://%s@127.0.0.1:%d".formatted(broker.user(), proxy.port()),
                    TestBroker.get().environment()));
        RemoteJobRunner searcher = run.searcher(1, 100)) {
      run.start("a", new SlowHandler(new SquareHandler(0), Optional.empty(), 20));
      run.start("b", new SlowHandler(new SquareHandler(0), Optional.empty(), 20));
      IntStream.range(0, 60).forEach(i -> searcher.submit(run.job(i)));
      int collected = 0;
      while (searcher.pending() > 0) {
        Optional<JobResult> result = searcher.collect(TestRun.LONG);
        if (result.isPresent()) {
          collected++;
          JobResult one = result.get();
          int number =
              IntStream.range(0, 60)
                  .filter(i -> run.job(i).id().equals(one.job()))
                  .findFirst()
                  .orElseThrow();
          assertThat(one.outcome()).isEqualTo(square(number));
          if (collected % 20 == 0) {
            proxy.cut();
          }
        }
      }
      assertThat(collected).isEqualTo(60);
      assertThat(proxy.connections()).isGreaterThan(5);
    }
  }

  @Test
  void aJobMayTakeLongerThanTheBrokerWaits() throws Exception {
    long millis = TimeUnit.SECONDS.toMillis(TestBroker.ACK_LIMIT_SECONDS) + 2500;
    try (TestRun run = new TestRun("long");
        RemoteJobRunner searcher = run.searcher(1, 1)) {
      SquareHandler handler = new SquareHandler(0);
      WorkerSettings renewing =
          new WorkerSettings(
              "patient", Duration.ZERO, Optional.empty(), Duration.ofMillis(500), TestRun.LONG);
      run.start(renewing, new SlowHandler(handler, Optional.of("11"), millis));
      searcher.submit(run.job(11));
      searcher.submit(run.job(12));
      // The broker does take back what is merely held.
      try (TestRun other = new TestRun("idle");
          RemoteJobRunner idle = other.searcher();
          BrokerSession holding = other.session()) {
        BlockingQueue<Received> inbox = new LinkedBlockingQueue<>();
        idle.submit(other.job(1));
        assertThat(idle.collect(Duration.ZERO)).isEmpty();
        holding.prefetch(1);
        String unused = holding.consume(other.queues().jobs(), false, inbox);
        assertThat(inbox.take().redelivered()).isFalse();
        awaitLoss(holding);
      }
      Map<String, JobResult> results = TestRun.collect(searcher);
      assertThat(requireNonNull(results.get(run.job(11).id())).outcome()).isEqualTo(square(11));
      assertThat(requireNonNull(results.get(run.job(12).id())).outcome()).isEqualTo(square(12));
      // Neither was done twice, nor was the second one taken while the first was in hand.
      assertThat(handler.asked()).containsExactly("11", "12");
      assertThat(run.stop()).extracting(WorkerReport::done).containsExactly(2L);
    }
  }

  private static void awaitLoss(BrokerSession session) throws InterruptedException {
    boolean lost = false;
    while (!lost) {
      Thread.sleep(50);
      try {
        session.check();
      } catch (BrokerLostException e) {
        assertThat(e.reason()).contains("delivery acknowledgement on channel 1 timed out");
        lost = true;
      }
    }
  }

  @Test
  void aJobThatWasHeldGoesToOthersWhenItsWorkerVanishes() throws Exception {
    try (TestRun run = new TestRun("held");
        RemoteJobRunner searcher = run.searcher()) {
      searcher.submit(run.job(5));
      assertThat(searcher.collect(Duration.ZERO)).isEmpty();
      try (BrokerSession vanishing = run.session()) {
        Listening jobs = new Listening(vanishing, run.queues().jobs());
        vanishing.prefetch(1);
        jobs.begin();
        Received message = jobs.next(TestRun.LONG).orElseThrow();
        Claim claim =
            new Claim(
                vanishing,
                run.queues(),
                "vanishing.0",
                message,
                QueuedJob.read(message),
                Duration.ofNanos(1));
        claim.renewIfOld(jobs);
        claim.renewIfOld(jobs);
        assertThat(vanishing.depth(run.queues().jobs()).orElseThrow())
            .isEqualTo(new BrokerSession.Depth(0, 0));
      }
      try (BrokerSession other = run.session()) {
        Listening jobs = new Listening(other, run.queues().jobs());
        jobs.begin();
        QueuedJob queued = QueuedJob.read(jobs.next(TestRun.LONG).orElseThrow());
        Job job = run.job(5);
        assertThat(queued.job()).isEqualTo(job);
        assertThat(queued.losses()).isEqualTo(1);
      }
    }
  }
}
