package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.Job;
import io.absnas.core.jobs.JobCodec;
import io.absnas.core.jobs.JobOutcome;
import io.absnas.core.jobs.JobResult;
import io.absnas.core.jobs.MalformedMessageException;
import io.absnas.core.jobs.RetryPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A job in a queue. What a worker may do about failures travels with it, so that workers need not
 * agree with the searcher on settings.
 *
 * @param job what is asked
 * @param losses workers that have vanished over it
 * @param failedAt names of the workers at which it went wrong, each once
 * @param limits when it is given up
 */
record QueuedJob(Job job, int losses, List<String> failedAt, RemoteLimits limits) {
  private static final String LOSSES = "abs-losses";
  private static final String FAILED_AT = "abs-failed-at";
  private static final String MAX_ATTEMPTS = "abs-max-attempts";
  private static final String MAX_LOSSES = "abs-max-losses";

  /** Header of the broker's own on messages that it moved to another queue. */
  private static final String MOVED = "x-death";

  QueuedJob {
    requireNonNull(job, "job is null");
    failedAt = List.copyOf(failedAt);
    requireNonNull(limits, "limits is null");
  }

  /** A job as the searcher hands it in. */
  static QueuedJob of(Job job, RemoteLimits limits) {
    return new QueuedJob(job, 0, List.of(), limits);
  }

  /**
   * Reads a message. One that somebody took before and never acknowledged, or that the broker moved
   * here from the queue of an evaluator that is gone, has one more loss than it says.
   *
   * @throws MalformedMessageException if it is not a job or its counters are no numbers
   */
  static QueuedJob read(Received message) throws MalformedMessageException {
    Job job = JobCodec.job(message.body());
    int losses = counter(message, LOSSES, 0, 0);
    RemoteLimits limits;
    try {
      limits =
          new RemoteLimits(
              new RetryPolicy(counter(message, MAX_ATTEMPTS, 1, 1)),
              counter(message, MAX_LOSSES, 1, 1));
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(String.valueOf(e.getMessage()), e);
    }
    return new QueuedJob(
        job, losses + (isLoss(message) ? 1 : 0), names(message.headers().get(FAILED_AT)), limits);
  }

  private static List<String> names(@Nullable Object header) {
    String text = header == null ? "" : header.toString();
    return Stream.of(text.split(",", -1)).filter(name -> !name.isEmpty()).distinct().toList();
  }

  /** Whether a message was in the hands of somebody who is gone. */
  static boolean isLoss(Received message) {
    return message.redelivered() || message.headers().get(MOVED) instanceof List;
  }

  private static int counter(Received message, String header, int least, int otherwise)
      throws MalformedMessageException {
    @Nullable Object value = message.headers().get(header);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number
        && number.longValue() >= least
        && number.longValue() <= RemoteLimits.MOST) {
      return number.intValue();
    }
    throw new MalformedMessageException(
        "header %s is '%s', must be %d to %d".formatted(header, value, least, RemoteLimits.MOST));
  }

  /** The same job one attempt later; empty if there have been enough. */
  Optional<QueuedJob> retried() {
    return limits.retries().next(job).map(next -> new QueuedJob(next, losses, failedAt, limits));
  }

  /** The same job after it went wrong at a worker. */
  QueuedJob failedAt(String worker) {
    List<String> names = Stream.concat(failedAt.stream(), Stream.of(worker)).distinct().toList();
    return new QueuedJob(job, losses, names, limits);
  }

  /** Whether so many workers vanished over it that it is better left alone. */
  boolean isLost() {
    return losses > limits.losses();
  }

  /** The result of a job that is left alone. */
  JobResult lost(String worker) {
    return result(
        worker,
        new JobOutcome.Failed("given up after %d workers vanished over it".formatted(losses)));
  }

  /** A result that took no work. */
  JobResult result(String worker, JobOutcome outcome) {
    return new JobResult(job.run(), job.id(), job.attempt(), worker, 0, outcome);
  }

  /** As it travels. */
  Message message() {
    return new Message(
        Optional.of(job.id()),
        Map.of(
            LOSSES,
            losses,
            FAILED_AT,
            String.join(",", failedAt),
            MAX_ATTEMPTS,
            limits.retries().attempts(),
            MAX_LOSSES,
            limits.losses()),
        JobCodec.encode(job));
  }
}
