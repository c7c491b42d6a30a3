package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.Job;
import io.absnas.core.jobs.JobOutcome;
import io.absnas.core.jobs.JobResult;
import io.absnas.core.jobs.JobRunner;
import io.absnas.core.space.Architecture;
import io.absnas.search.child.ChildJobs;
import io.absnas.search.evolution.ChildOutcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Accuracies of candidates, measured by whoever does the jobs. */
final class JobMeasure implements ChildMeasure {
  /** How long a wish to stop may wait. */
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final JobRunner runner;
  private final ChildJobs jobs;
  private final BooleanSupplier stopRequested;

  /**
   * A measure.
   *
   * @param runner stays the caller's to close
   */
  JobMeasure(JobRunner runner, ChildJobs jobs, BooleanSupplier stopRequested) {
    this.runner = requireNonNull(runner, "runner is null");
    this.jobs = requireNonNull(jobs, "jobs is null");
    this.stopRequested = requireNonNull(stopRequested, "stopRequested is null");
  }

  @Override
  public boolean measure(
      SortedMap<Integer, Architecture> candidates, Consumer<Map<Integer, ChildOutcome>> found) {
    Map<String, Integer> waiting = new HashMap<>();
    candidates.forEach(
        (index, architecture) -> {
          Job job = jobs.job(architecture);
          waiting.put(job.id(), index);
          runner.submit(job);
        });
    while (!waiting.isEmpty()) {
      if (stopRequested.getAsBoolean()) {
        return false;
      }
      Optional<JobResult> result = runner.collect(PATIENCE);
      if (result.isPresent()) {
        Integer index = waiting.remove(result.get().job());
        if (index != null) {
          found.accept(Map.of(index, outcome(result.get().outcome())));
        }
      }
    }
    return true;
  }

  private static ChildOutcome outcome(JobOutcome outcome) {
    try {
      return ChildJobs.outcome(outcome);
    } catch (IllegalArgumentException e) {
      return new ChildOutcome.Failed("its result cannot be read: " + e.getMessage());
    }
  }
}
