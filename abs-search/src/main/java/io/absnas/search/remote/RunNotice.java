package io.absnas.search.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.Job;
import io.absnas.core.jobs.JobAttempt;
import io.absnas.core.jobs.JobCodec;
import io.absnas.core.jobs.JobHandler;
import io.absnas.core.jobs.MalformedMessageException;
import io.absnas.core.jobs.RunStatus;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.SealedJson;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a searcher says about its run to workers and to whoever asks.
 *
 * @param format version of the message, {@link JobCodec#FORMAT}
 * @param message always {@code run}
 * @param run name of the run
 * @param kind kind of its jobs
 * @param needs what its jobs need
 * @param time when it was said, UTC, ISO 8601
 * @param status how far it is
 */
public record RunNotice(
    int format,
    String message,
    String run,
    String kind,
    SortedMap<String, String> needs,
    String time,
    RunStatus status) {
  private static final String MESSAGE = "run";

  /** Checks that it is one. */
  public RunNotice {
    if (format != JobCodec.FORMAT) {
      throw new IllegalArgumentException(
          "format is %d, must be %d".formatted(format, JobCodec.FORMAT));
    }
    if (!message.equals(MESSAGE)) {
      throw new IllegalArgumentException("message is '%s', must be %s".formatted(message, MESSAGE));
    }
    Job.checkRun(run);
    requireNonNull(kind, "kind is null");
    requireNonNull(needs, "needs is null");
    requireNonNull(status, "status is null");
    try {
      Instant.parse(time);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "time is '" + time + "', must be like 2026-01-02T03:04:05Z", e);
    }
  }

  /** What is said at this moment. */
  static RunNotice of(Job like, Instant time, RunStatus status) {
    return new RunNotice(
        JobCodec.FORMAT, MESSAGE, like.run(), like.kind(), like.needs(), time.toString(), status);
  }

  /**
   * Reads a message.
   *
   * @throws MalformedMessageException if it is not one
   */
  static RunNotice read(byte[] body) throws MalformedMessageException {
    try {
      return SealedJson.read(new String(body, UTF_8), "message", RunNotice.class);
    } catch (AbsException e) {
      throw new MalformedMessageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** As it travels. */
  Message toMessage() {
    return new Message(Optional.of(run), Map.of(), SealedJson.line(this).getBytes(UTF_8));
  }

  /** Why a handler cannot do the jobs of this run. */
  Optional<String> refusal(JobHandler handler) {
    return JobAttempt.refusal(kind, needs, handler);
  }
}
