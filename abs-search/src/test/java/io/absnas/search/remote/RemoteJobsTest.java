package io.absnas.search.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.absnas.core.jobs.Job;
import io.absnas.core.jobs.JobCodec;
import io.absnas.core.jobs.JobOutcome;
import io.absnas.core.jobs.JobResult;
import io.absnas.core.jobs.RetryPolicy;
import io.absnas.core.jobs.RunStatus;
import io.absnas.core.jobs.SquareHandler;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Jobs by way of a real broker. */
class RemoteJobsTest {
  private static JobOutcome square(int number) {
    return JobOutcome.Done.of(Map.of("square", Integer.toString(number * number)));
  }

  private static Message message(byte[] body) {
    return new Message(Optional.empty(), Map.of(), body);
  }

  @Test
  void everyJobHasOneResultWhoeverDoesIt() throws Exception {
    for (int workers : new int[] {1, 3}) {
      try (TestRun run = new TestRun("squares");
          RemoteJobRunner searcher = run.searcher()) {
        for (int i = 0; i < workers; i++) {
          run.start("w" + i, new SquareHandler(0), new SquareHandler(0));
        }
        IntStream.range(0, 60).forEach(i -> searcher.submit(run.job(i)));
        searcher.submit(run.job(7));
        Map<String, JobResult> results = TestRun.collect(searcher);
        assertThat(results).hasSize(60);
        for (int i = 0; i < 60; i++) {
          JobResult result = requireNonNull(results.get(run.job(i).id()));
          assertThat(result.outcome()).isEqualTo(square(i));
          assertThat(result.attempts()).isEqualTo(1);
        }
        assertThat(run.stop().stream().mapToLong(WorkerReport::done).sum()).isEqualTo(60);
      }
    }
  }

  @Test
  void whatGoesWrongIsTriedAgainAndThenGivenUpWithItsReason() {
    try (TestRun run = new TestRun("retries");
        RemoteJobRunner searcher = run.searcher(2, 5)) {
      run.start("shaky", new SquareHandler(1));
      searcher.submit(run.job(3));
      JobResult result = searcher.collect(TestRun.LONG).orElseThrow();
      assertThat(result.outcome()).isEqualTo(square(3));
      assertThat(result.attempts()).isEqualTo(2);
    }
    try (TestRun run = new TestRun("given-up");
        RemoteJobRunner searcher = run.searcher(2, 5)) {
      SquareHandler broken = new SquareHandler(99);
      run.start("broken", broken);
      searcher.submit(run.job(3));
      searcher.submit(run.job(-4));
      Map<String, JobResult> results = TestRun.collect(searcher);
      String reason = "given up after 2 attempts: table is; shaking";
      assertThat(requireNonNull(results.get(run.job(3).id())).outcome())
          .isEqualTo(new JobOutcome.Failed(reason));
      assertThat(requireNonNull(results.get(run.job(-4).id())).outcome())
          .isEqualTo(new JobOutcome.Failed("number is negative"));
      assertThat(broken.asked()).containsExactlyInAnyOrder("3", "3", "-4");
      List<DeadLetter> letters = RunView.deadLetters(run.address(), run.run(), 10);
      assertThat(letters)
          .extracting(letter -> letter.job().orElseThrow(), DeadLetter::reason, DeadLetter::by)
          .containsExactlyInAnyOrder(
              tuple(run.job(3).id(), reason, "broken"),
              tuple(run.job(-4).id(), "number is negative", "broken"));
    }
  }

  @Test
  void messagesThatAreNoJobsArePutAsideAndChangeNothing() throws Exception {
    try (TestRun run = new TestRun("malformed");
        RemoteJobRunner searcher = run.searcher();
        BrokerSession intruder = run.session()) {
      Job foreign = SquareHandler.job("other-run", 2);
      Job changed = run.job(5);
      String body = new String(JobCodec.encode(changed), UTF_8).replace("\"5\"", "\"6\"");
      Message counters =
          new Message(
              Optional.of("counters"), Map.of("abs-losses", "many"), JobCodec.encode(run.job(1)));
      intruder.send(
          run.queues().jobs(),
          List.of(
              message(new byte[0]),
              message("{\"format\":1}".getBytes(UTF_8)),
              message(body.getBytes(UTF_8)),
              message(JobCodec.encode(foreign)),
              counters,
              message(new byte[3 << 20])));
      JobResult twice = new JobResult(run.run(), run.job(0).id(), 1, "liar", 0, square(0));
      intruder.send(
          run.queues().results(),
          List.of(
              message("no result".getBytes(UTF_8)),
              message(JobCodec.encode(twice)),
              message(JobCodec.encode(twice))));
      run.start("w", new SquareHandler(0));
      IntStream.range(0, 8).forEach(i -> searcher.submit(run.job(i)));
      Map<String, JobResult> results = TestRun.collect(searcher);
      assertThat(results).hasSize(8);
      IntStream.range(0, 8)
          .forEach(
              i ->
                  assertThat(requireNonNull(results.get(run.job(i).id())).outcome())
                      .isEqualTo(square(i)));
      assertThat(RunView.deadLetters(run.address(), run.run(), 100))
          .hasSize(7)
          .extracting(DeadLetter::reason)
          .anyMatch(reason -> reason.equals("it is of run other-run"))
          .anyMatch(reason -> reason.contains("sha256 is missing"))
          .anyMatch(reason -> reason.contains("sha256 does not match the content"))
          .anyMatch(reason -> reason.contains("header abs-losses is 'many'"))
          .anyMatch(reason -> reason.contains("3145728 bytes, at most 1048576"));
    }
  }

  @Test
  void aJobWhoseWorkerVanishesGoesToAnotherOne() throws Exception {
    try (TestRun run = new TestRun("vanish");
        RemoteJobRunner searcher = run.searcher()) {
      searcher.submit(run.job(9));
      assertThat(searcher.collect(Duration.ZERO)).isEmpty();
      try (BrokerSession vanishing = run.session()) {
        assertThat(vanishing.get(run.queues().jobs())).isPresent();
      }
      run.start("w", new SquareHandler(0));
      JobResult result = searcher.collect(TestRun.LONG).orElseThrow();
      assertThat(result.outcome()).isEqualTo(square(9));
      assertThat(result.attempts()).isEqualTo(1);
    }
  }

  @Test
  void aJobThatEndsWorkersIsGivenUp() throws Exception {
    try (TestRun run = new TestRun("deadly");
        RemoteJobRunner searcher = run.searcher(3, 2)) {
      searcher.submit(run.job(9));
      assertThat(searcher.collect(Duration.ZERO)).isEmpty();
      // Three workers take it and vanish; what a worker does first with a message that comes again
      // is to count.
      for (int i = 1; i <= 3; i++) {
        try (BrokerSession vanishing = run.session()) {
          assertThat(vanishing.get(run.queues().jobs())).isPresent();
        }
        try (BrokerSession counting = run.session()) {
          Received again = counting.get(run.queues().jobs()).orElseThrow();
          QueuedJob queued = QueuedJob.read(again);
          assertThat(queued.losses()).isEqualTo(i);
          assertThat(queued.isLost()).isEqualTo(i == 3);
          counting.send(run.queues().jobs(), queued.message());
          counting.acknowledge(again);
        }
      }
      SquareHandler handler = new SquareHandler(0);
      run.start("w", handler);
      assertThat(searcher.collect(TestRun.LONG).orElseThrow().outcome())
          .isEqualTo(new JobOutcome.Failed("given up after 3 workers vanished over it"));
      assertThat(handler.asked()).isEmpty();
      assertThat(RunView.deadLetters(run.address(), run.run(), 10)).hasSize(1);
    }
  }

  @Test
  void aSearcherThatBeginsAnewFindsTheResultsThatWait() throws Exception {
    try (TestRun run = new TestRun("resume")) {
      SquareHandler handler = new SquareHandler(0);
      try (RemoteJobRunner killed = run.searcher()) {
        IntStream.range(0, 10).forEach(i -> killed.submit(run.job(i)));
        assertThat(killed.collect(Duration.ZERO)).isEmpty();
      }
      run.start("w", handler);
      awaitResults(run, 10);
      run.stop();
      try (RemoteJobRunner resumed = run.searcher()) {
        // 0 and 1 were written down before; nobody works, and yet there are results.
        IntStream.range(2, 10).forEach(i -> resumed.submit(run.job(i)));
        Map<String, JobResult> results = TestRun.collect(resumed);
        assertThat(results).hasSize(8);
        assertThat(RunView.of(run.address(), run.run()).orElseThrow().waiting()).isZero();
      }
      assertThat(handler.asked()).hasSize(10);
    }
  }

  private static void awaitResults(TestRun run, int count) throws InterruptedException {
    while (RunView.of(run.address(), run.run()).orElseThrow().results() < count) {
      Thread.sleep(20);
    }
  }

  @Test
  void aResultIsWithTheBrokerUntilTheNextCall() {
    try (TestRun run = new TestRun("kept")) {
      RemoteJobRunner killed = run.searcher();
      run.start("w", new SquareHandler(0));
      killed.submit(run.job(1));
      killed.submit(run.job(2));
      JobResult written = killed.collect(TestRun.LONG).orElseThrow();
      JobResult lost = killed.collect(TestRun.LONG).orElseThrow();
      killed.abandon();
      try (RemoteJobRunner resumed = run.searcher()) {
        int missing = written.job().equals(run.job(1).id()) ? 2 : 1;
        resumed.submit(run.job(missing));
        assertThat(resumed.collect(TestRun.LONG).orElseThrow()).isEqualTo(lost);
      }
    }
  }

  @Test
  void aWorkerThatStopsHandsItsJobBackAsItWas() throws Exception {
    try (TestRun run = new TestRun("hand-back");
        RemoteJobRunner searcher = run.searcher()) {
      BlockingHandler stuck = new BlockingHandler();
      run.start("w", stuck);
      searcher.submit(run.job(6));
      assertThat(searcher.collect(Duration.ZERO)).isEmpty();
      stuck.awaitBegun();
      List<WorkerReport> reports = run.stop();
      assertThat(reports).containsExactly(new WorkerReport(WorkerReport.End.STOPPED, 0, 0));
      try (BrokerSession look = run.session()) {
        QueuedJob queued = QueuedJob.read(look.get(run.queues().jobs()).orElseThrow());
        assertThat(queued.job()).isEqualTo(run.job(6));
        assertThat(queued.losses()).isZero();
      }
    }
  }

  @Test
  void aWorkerThatStopsEndsAJobThatTakesNoLongerThanTheGraceTime() throws Exception {
    try (TestRun run = new TestRun("grace");
        RemoteJobRunner searcher = run.searcher()) {
      BlockingHandler handler = new BlockingHandler();
      WorkerSettings patient =
          new WorkerSettings(
              "w", TestRun.LONG, Optional.empty(), Duration.ofSeconds(60), TestRun.LONG);
      Future<WorkerReport> report = run.work(patient, handler);
      searcher.submit(run.job(6));
      assertThat(searcher.collect(Duration.ZERO)).isEmpty();
      handler.awaitBegun();
      run.askToStop();
      handler.release();
      assertThat(report.get()).isEqualTo(new WorkerReport(WorkerReport.End.STOPPED, 1, 0));
      assertThat(searcher.collect(TestRun.LONG)).isPresent();
    }
  }

  @Test
  void aWorkerOfAnotherRunLeavesAndItsJobGoesToOthers() throws Exception {
    try (TestRun run = new TestRun("foreign");
        RemoteJobRunner searcher = run.searcher()) {
      Future<WorkerReport> foreign = run.work("foreign", new ForeignHandler());
      assertThatThrownBy(() -> foreign.get(TestRun.LONG.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(AbsException.class)
          .hasMessage(
              "this worker is not one for run %s: the job needs table t1, here is t2"
                  .formatted(run.run()))
          .extracting(e -> ((AbsException) e).exitCode())
          .isEqualTo(ExitCode.INPUT);
      run.start("w", new SquareHandler(0));
      searcher.submit(run.job(3));
      assertThat(searcher.collect(TestRun.LONG).orElseThrow().outcome()).isEqualTo(square(3));
    }
  }

  @Test
  void aForeignJobInARunSendsNoWorkerAway() throws Exception {
    try (TestRun run = new TestRun("odd-job");
        RemoteJobRunner searcher = run.searcher();
        BrokerSession intruder = run.session()) {
      run.start("w", new SquareHandler(0));
      Job odd = Job.of(run.run(), SquareHandler.KIND, Map.of("table", "t3"), Map.of());
      intruder.send(run.queues().jobs(), message(JobCodec.encode(odd)));
      searcher.submit(run.job(3));
      assertThat(searcher.collect(TestRun.LONG).orElseThrow().outcome()).isEqualTo(square(3));
      assertThat(RunView.deadLetters(run.address(), run.run(), 10))
          .extracting(DeadLetter::reason)
          .containsExactly("the job needs table t3, here is t1");
    }
  }

  @Test
  void workersLeaveWhenTheRunIsFinishedOrNothingComes() throws Exception {
    try (TestRun run = new TestRun("finished")) {
      WorkerSettings hasty =
          new WorkerSettings(
              "hasty",
              Duration.ZERO,
              Optional.of(Duration.ZERO),
              Duration.ofSeconds(60),
              TestRun.LONG);
      assertThat(run.work(hasty, new SquareHandler(0)).get().end())
          .isEqualTo(WorkerReport.End.IDLE);
      Future<WorkerReport> worker = run.work("w", new SquareHandler(0));
      try (RemoteJobRunner searcher = run.searcher()) {
        searcher.submit(run.job(1));
        assertThat(searcher.collect(TestRun.LONG)).isPresent();
        assertThat(RunView.of(run.address(), run.run()).orElseThrow())
            .matches(view -> view.searcher() && view.workers() == 1);
        searcher.announce(
            RunStatus.of(RunStatus.State.FINISHED, 1, 0, 1, 0, 0.5, Map.of("best", "1")));
      }
      assertThat(worker.get()).isEqualTo(new WorkerReport(WorkerReport.End.FINISHED, 1, 0));
      RunNotice notice = RunView.of(run.address(), run.run()).orElseThrow().notice().orElseThrow();
      assertThat(notice.status().facts()).isEqualTo(Map.of("best", "1"));
    }
  }

  @Test
  void twoSearchersOfOneRunExcludeEachOther() {
    try (TestRun run = new TestRun("two");
        RemoteJobRunner first = run.searcher()) {
      assertThatThrownBy(
              () ->
                  new RemoteJobRunner(
                      run.address(),
                      run.job(0),
                      RemoteLimits.of(new RetryPolicy(1)),
                      Duration.ZERO))
          .isInstanceOf(AbsException.class)
          .hasMessageContaining("another searcher is at work on this run");
      assertThat(first.pending()).isZero();
    }
  }
}
