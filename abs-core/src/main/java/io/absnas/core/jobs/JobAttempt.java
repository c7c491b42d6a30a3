package io.absnas.core.jobs;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.OneLine;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** What became of one attempt at a job; the same for every back end. */
public sealed interface JobAttempt {
  /**
   * The job has ended.
   *
   * @param result what the asker gets
   */
  record Finished(JobResult result) implements JobAttempt {
    /** Checks that there is a result. */
    public Finished {
      requireNonNull(result, "result is null");
    }
  }

  /**
   * The attempt went wrong; another one may not.
   *
   * @param reason one line
   */
  record Broken(String reason) implements JobAttempt {
    /** Checks that there is a reason. */
    public Broken {
      requireNonNull(reason, "reason is null");
    }
  }

  /**
   * The handler is not one for this job; nothing was tried.
   *
   * @param reason one line
   */
  record Refused(String reason) implements JobAttempt {
    /** Checks that there is a reason. */
    public Refused {
      requireNonNull(reason, "reason is null");
    }
  }

  /** A stop was asked for; the job is as if it had not been tried. */
  record Stopped() implements JobAttempt {}

  /**
   * Tries a job.
   *
   * @param worker name of whoever tries
   * @param stopRequested asked often; true ends the attempt
   */
  static JobAttempt of(Job job, JobHandler handler, String worker, BooleanSupplier stopRequested) {
    Optional<String> refusal = refusal(job, handler);
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    long begin = System.nanoTime();
    try {
      Map<String, String> value = handler.handle(job.payload(), stopRequested);
      return finished(job, worker, begin, JobOutcome.Done.of(value));
    } catch (CancellationException e) {
      return new Stopped();
    } catch (JobFailedException e) {
      return finished(job, worker, begin, new JobOutcome.Failed(reason(e)));
    } catch (RuntimeException e) {
      return new Broken(reason(e));
    }
  }

  private static Finished finished(Job job, String worker, long begin, JobOutcome outcome) {
    double seconds = (System.nanoTime() - begin) * 1e-9;
    return new Finished(
        new JobResult(job.run(), job.id(), job.attempt(), worker, seconds, outcome));
  }

  /** Why the handler cannot serve the job: another kind, or other hashes than it needs. */
  static Optional<String> refusal(Job job, JobHandler handler) {
    return refusal(job.kind(), job.needs(), handler);
  }

  /** Why the handler cannot serve any job of a kind that needs these hashes. */
  static Optional<String> refusal(String kind, Map<String, String> needs, JobHandler handler) {
    if (!kind.equals(handler.kind())) {
      return Optional.of("the job is '%s', here is '%s'".formatted(kind, handler.kind()));
    }
    Map<String, String> holds = handler.holds();
    return needs.entrySet().stream()
        .filter(need -> !Objects.equals(holds.get(need.getKey()), need.getValue()))
        .map(
            need ->
                "the job needs %s %s, here is %s"
                    .formatted(
                        need.getKey(),
                        need.getValue(),
                        Objects.requireNonNullElse(holds.get(need.getKey()), "none")))
        .findFirst();
  }

  private static String reason(RuntimeException failure) {
    String message = failure.getMessage();
    String text = message == null || message.isBlank() ? failure.getClass().getName() : message;
    return OneLine.of(text);
  }
}
