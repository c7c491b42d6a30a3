package io.absnas.core.jobs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalJobRunnerTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static Map<String, JobResult> collect(JobRunner runner) {
    Map<String, JobResult> results = new TreeMap<>();
    while (runner.pending() > 0) {
      JobResult result = runner.collect(LONG).orElseThrow();
      assertThat(results.put(result.job(), result)).isNull();
    }
    return results;
  }

  private static LocalJobRunner runner(int attempts, JobHandler... handlers) {
    return new LocalJobRunner(List.of(handlers), new RetryPolicy(attempts), () -> false);
  }

  @Test
  void everyJobHasOneResultWhoeverDoesIt() {
    for (JobHandler[] handlers :
        List.of(
            new JobHandler[] {new SquareHandler(0)},
            new JobHandler[] {new SquareHandler(0), new SquareHandler(0), new SquareHandler(0)})) {
      try (LocalJobRunner runner = runner(1, handlers)) {
        IntStream.range(0, 50).forEach(i -> runner.submit(SquareHandler.job(i)));
        Map<String, JobResult> results = collect(runner);
        assertThat(results).hasSize(50);
        for (int i = 0; i < 50; i++) {
          Job job = SquareHandler.job(i);
          assertThat(requireNonNull(results.get(job.id())).outcome())
              .isEqualTo(JobOutcome.Done.of(Map.of("square", Integer.toString(i * i))));
        }
      }
    }
  }

  @Test
  void aJobIsDoneOnce() {
    SquareHandler handler = new SquareHandler(0);
    try (LocalJobRunner runner = runner(3, handler)) {
      runner.submit(SquareHandler.job(4));
      runner.submit(SquareHandler.job(4));
      collect(runner);
      runner.submit(SquareHandler.job(4));
      assertThat(runner.pending()).isZero();
    }
    assertThat(handler.asked()).containsExactly("4");
  }

  @Test
  void whatGoesWrongIsTriedAgain() {
    SquareHandler handler = new SquareHandler(2);
    try (LocalJobRunner runner = runner(3, handler)) {
      runner.submit(SquareHandler.job(7));
      JobResult result = runner.collect(LONG).orElseThrow();
      assertThat(result.attempts()).isEqualTo(3);
      assertThat(result.outcome()).isEqualTo(JobOutcome.Done.of(Map.of("square", "49")));
    }
    assertThat(handler.asked()).containsExactly("7", "7", "7");
  }

  @Test
  void whatGoesWrongEveryTimeIsGivenUpWithItsReason() {
    try (LocalJobRunner runner = runner(2, new SquareHandler(99))) {
      runner.submit(SquareHandler.job(7));
      JobResult result = runner.collect(LONG).orElseThrow();
      assertThat(result.attempts()).isEqualTo(2);
      assertThat(result.outcome())
          .isEqualTo(new JobOutcome.Failed("given up after 2 attempts: table is; shaking"));
    }
  }

  @Test
  void whatCannotBeDoneIsNotTriedAgain() {
    SquareHandler handler = new SquareHandler(0);
    try (LocalJobRunner runner = runner(5, handler)) {
      runner.submit(SquareHandler.job(-3));
      JobResult result = runner.collect(LONG).orElseThrow();
      assertThat(result.attempts()).isEqualTo(1);
      assertThat(result.outcome()).isEqualTo(new JobOutcome.Failed("number is negative"));
    }
    assertThat(handler.asked()).containsExactly("-3");
  }

  @Test
  void aForeignJobIsRefused() {
    try (LocalJobRunner runner = runner(1, new SquareHandler(0))) {
      assertThatThrownBy(
              () -> runner.submit(Job.of("run-1", "square", Map.of("table", "t2"), Map.of())))
          .hasMessageContaining("the job needs table t2, here is t1");
      assertThatThrownBy(
              () -> runner.submit(Job.of("run-1", "square", Map.of("colour", "c"), Map.of())))
          .hasMessageContaining("the job needs colour c, here is none");
      assertThatThrownBy(() -> runner.submit(Job.of("run-1", "cube", Map.of(), Map.of())))
          .hasMessageContaining("the job is 'cube', here is 'square'");
    }
  }

  @Test
  void closingStopsWhatIsBeingDone() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    JobHandler endless =
        new JobHandler() {
          @Override
          public String kind() {
            return SquareHandler.KIND;
          }

          @Override
          public Map<String, String> holds() {
            return Map.of("table", "t1");
          }

          @Override
          public Map<String, String> handle(Map<String, String> payload, BooleanSupplier stop) {
            begun.countDown();
            while (!stop.getAsBoolean()) {
              Thread.onSpinWait();
            }
            throw new java.util.concurrent.CancellationException("stopped");
          }
        };
    LocalJobRunner runner = runner(1, endless);
    runner.submit(SquareHandler.job(1));
    begun.await();
    runner.close();
    assertThat(runner.collect(Duration.ZERO)).isEmpty();
    assertThat(runner.pending()).isEqualTo(1);
  }

  /** A card that is lost fails at once, and would take all attempts away from the other one. */
  @Test
  void aHandlerThatDoesNothingRightIsGivenNoMoreJobs() {
    SquareHandler lost = new SquareHandler(1_000);
    try (LocalJobRunner runner = runner(3, lost, new SquareHandler(0))) {
      IntStream.range(0, 40).forEach(i -> runner.submit(SquareHandler.job(2 * i + 1)));
      assertThat(collect(runner).values())
          .hasSize(40)
          .allMatch(result -> result.outcome() instanceof JobOutcome.Done);
    }
    assertThat(lost.asked()).hasSizeLessThanOrEqualTo(8);
  }

  /** Broken ones are free at once and would be given every attempt at every job. */
  @Test
  void aHalfOfBrokenHandlersFailsNoJobThatTheOtherHalfCanDo() {
    for (int jobs : new int[] {4, 50}) {
      List<JobHandler> handlers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        handlers.add(new SquareHandler(1_000));
        handlers.add(new SlowHandler());
      }
      try (LocalJobRunner runner = new LocalJobRunner(handlers, new RetryPolicy(5), () -> false)) {
        IntStream.range(0, jobs).forEach(i -> runner.submit(SquareHandler.job(2 * i + 1)));
        assertThat(collect(runner).values())
            .hasSize(jobs)
            .allMatch(result -> result.outcome() instanceof JobOutcome.Done);
      }
    }
  }

  /** One broken handler beside a sound one takes one attempt at most away from a job. */
  @Test
  void aBrokenHandlerCountsOnceAgainstAJob() {
    for (int round = 0; round < 3; round++) {
      try (LocalJobRunner runner = runner(2, new SquareHandler(1_000), new SlowHandler())) {
        IntStream.range(0, 4).forEach(i -> runner.submit(SquareHandler.job(2 * i + 1)));
        assertThat(collect(runner).values())
            .allMatch(result -> result.outcome() instanceof JobOutcome.Done);
      }
    }
  }

  private static final class SlowHandler implements JobHandler {
    private final SquareHandler squares = new SquareHandler(0);

    @Override
    public String kind() {
      return squares.kind();
    }

    @Override
    public Map<String, String> holds() {
      return squares.holds();
    }

    @Override
    public Map<String, String> handle(Map<String, String> payload, BooleanSupplier stop) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return squares.handle(payload, stop);
    }
  }

  @Test
  void whereNoHandlerDoesAnythingRightTheRunEndsBeforeJobsAreGivenUp() {
    try (LocalJobRunner runner = runner(3, new SquareHandler(1_000))) {
      IntStream.range(0, 40).forEach(i -> runner.submit(SquareHandler.job(2 * i + 1)));
      assertThatThrownBy(() -> collect(runner))
          .hasMessage("8 jobs in a row went wrong, the last: table is; shaking");
      // At most seven are given up while others are still being submitted.
      assertThat(runner.pending()).isBetween(33, 40);
    }
  }

  /** The bad ones are tried again when all others are done, one right after the other. */
  @Test
  void jobsThatAreBadThemselvesAreGivenUpAndTheHandlerStays() {
    try (LocalJobRunner runner = runner(3, new SquareHandler(1_000))) {
      IntStream.range(0, 40).forEach(i -> runner.submit(SquareHandler.job(2 * i)));
      for (int bad : new int[] {3, 5, 7, 9}) {
        runner.submit(SquareHandler.job(bad));
      }
      IntStream.range(40, 44).forEach(i -> runner.submit(SquareHandler.job(2 * i)));
      assertThat(collect(runner).values().stream())
          .filteredOn(result -> result.outcome() instanceof JobOutcome.Failed)
          .hasSize(4);
    }
  }

  @Test
  void anErrorEndsTheCollector() {
    JobHandler broken =
        new JobHandler() {
          @Override
          public String kind() {
            return SquareHandler.KIND;
          }

          @Override
          public Map<String, String> holds() {
            return Map.of("table", "t1");
          }

          @Override
          public Map<String, String> handle(Map<String, String> payload, BooleanSupplier stop) {
            throw new OutOfMemoryError("no memory");
          }
        };
    try (LocalJobRunner runner = runner(3, broken)) {
      runner.submit(SquareHandler.job(1));
      assertThatThrownBy(() -> runner.collect(LONG)).isInstanceOf(OutOfMemoryError.class);
    }
  }
}
