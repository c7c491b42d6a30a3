package io.absnas.search.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.jobs.JobOutcome;
import io.absnas.core.jobs.JobResult;
import io.absnas.core.jobs.SquareHandler;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Workers and evaluators at which everything goes wrong, beside sound ones. */
class RemoteHealthTest {
  /** A worker keeps its sound cards when one is lost, and its jobs are not used up by that one. */
  @Test
  void anEvaluatorAtWhichEverythingGoesWrongLeavesItsWorkerAlone() {
    SquareHandler lost = new SquareHandler(1_000);
    try (TestRun run = new TestRun("lost-card");
        RemoteJobRunner searcher = run.searcher(3, 5)) {
      run.start("half", lost, new SquareHandler(0));
      for (int i = 0; i < 40; i++) {
        searcher.submit(run.job(2 * i + 1));
      }
      Map<String, JobResult> results = TestRun.collect(searcher);
      assertThat(results).hasSize(40);
      assertThat(lost.asked()).isNotEmpty();
    }
  }

  /** A worker whose images are gone has all its evaluators free at once. */
  @Test
  void aWorkerAtWhichEverythingGoesWrongTakesOneAttemptFromAJob() throws Exception {
    try (TestRun run = new TestRun("lost-images");
        RemoteJobRunner searcher = run.searcher(2, 5)) {
      run.start("gone", new SquareHandler(1_000), new SquareHandler(1_000));
      run.start("sound", new SquareHandler(0));
      awaitWorkers(run, 2);
      for (int i = 0; i < 12; i++) {
        searcher.submit(run.job(2 * i + 1));
      }
      assertThat(TestRun.collect(searcher).values())
          .hasSize(12)
          .allMatch(result -> result.outcome() instanceof JobOutcome.Done);
    }
  }

  /** The worker is counted as long as one of its evaluators is of use. */
  @Test
  void aWorkerWithoutItsFirstEvaluatorIsStillCounted() throws Exception {
    try (TestRun run = new TestRun("first-lost");
        RemoteJobRunner searcher = run.searcher(3, 5)) {
      run.start("half", new SquareHandler(1_000), new SquareHandler(0));
      for (int i = 0; i < 40; i++) {
        searcher.submit(run.job(2 * i + 1));
      }
      assertThat(TestRun.collect(searcher)).hasSize(40);
      awaitWorkers(run, 1);
    }
  }

  private static void awaitWorkers(TestRun run, long count) throws InterruptedException {
    long deadline = System.nanoTime() + TestRun.LONG.toNanos();
    while (RunView.of(run.address(), run.run()).orElseThrow().workers() != count) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(100);
    }
  }
}
