package io.absnas.core.jobs;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.SealedJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;

/**
 * Jobs and results as messages: one line of JSON in UTF-8 with a format number and a seal. What is
 * read is whole, as it was written, of this format and says what it must, or it is refused:
 * unknown, missing and repeated keys, wrong types, an id that does not belong to what is asked.
 *
 * <p>Equal jobs and equal results give equal bytes.
 */
public final class JobCodec {
  /** Version of the messages. */
  public static final int FORMAT = 1;

  /** Longest message in bytes that is read; a job has a few hundred. */
  public static final int MAX_BYTES = 1 << 20;

  private static final String JOB = "job";
  private static final String RESULT = "result";

  /** A job as it travels. */
  private record JobMessage(
      int format,
      String message,
      String run,
      String id,
      String kind,
      SortedMap<String, String> needs,
      SortedMap<String, String> payload,
      int attempt) {
    JobMessage {
      check(format, message, JOB);
    }
  }

  /** A result as it travels. */
  private record ResultMessage(
      int format,
      String message,
      String run,
      String job,
      int attempts,
      String worker,
      double seconds,
      JobOutcome outcome) {
    ResultMessage {
      check(format, message, RESULT);
      requireNonNull(outcome, "outcome is null");
    }
  }

  private JobCodec() {}

  private static void check(int format, String message, String wanted) {
    if (format != FORMAT) {
      throw new IllegalArgumentException("format is %d, must be %d".formatted(format, FORMAT));
    }
    if (!message.equals(wanted)) {
      throw new IllegalArgumentException("message is '%s', must be %s".formatted(message, wanted));
    }
  }

  /** The message of a job. */
  public static byte[] encode(Job job) {
    return bytes(
        new JobMessage(
            FORMAT,
            JOB,
            job.run(),
            job.id(),
            job.kind(),
            job.needs(),
            job.payload(),
            job.attempt()));
  }

  /** The message of a result. */
  public static byte[] encode(JobResult result) {
    return bytes(
        new ResultMessage(
            FORMAT,
            RESULT,
            result.run(),
            result.job(),
            result.attempts(),
            result.worker(),
            result.seconds(),
            result.outcome()));
  }

  /**
   * Reads a job.
   *
   * @throws MalformedMessageException if it is not one
   */
  public static Job job(byte[] message) throws MalformedMessageException {
    JobMessage read = read(message, JobMessage.class);
    try {
      return new Job(
          read.run(), read.id(), read.kind(), read.needs(), read.payload(), read.attempt());
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new MalformedMessageException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Reads a result.
   *
   * @throws MalformedMessageException if it is not one
   */
  public static JobResult result(byte[] message) throws MalformedMessageException {
    ResultMessage read = read(message, ResultMessage.class);
    try {
      return new JobResult(
          read.run(), read.job(), read.attempts(), read.worker(), read.seconds(), read.outcome());
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new MalformedMessageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static byte[] bytes(Object message) {
    return SealedJson.line(message).getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T read(byte[] message, Class<T> type) throws MalformedMessageException {
    if (message.length > MAX_BYTES) {
      throw new MalformedMessageException(
          "%d bytes, at most %d are read".formatted(message.length, MAX_BYTES));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
      return SealedJson.read(text, "message", type);
    } catch (CharacterCodingException e) {
      throw new MalformedMessageException("not UTF-8", e);
    } catch (AbsException e) {
      throw new MalformedMessageException(String.valueOf(e.getMessage()), e);
    }
  }
}
