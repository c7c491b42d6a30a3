package io.absnas.search.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A message that cannot be served, put aside with its reason.
 *
 * @param job id of the job that it is about, if it is a job's
 * @param reason why, in one line
 * @param from queue that it came from
 * @param by who put it aside
 * @param body the message, its end left out if it is long
 */
public record DeadLetter(Optional<String> job, String reason, String from, String by, String body) {
  private static final String REASON = "abs-reason";
  private static final String FROM = "abs-from";
  private static final String BY = "abs-by";
  private static final int MAX_BYTES = 1 << 16;

  /** Checks for nulls. */
  public DeadLetter {
    requireNonNull(job, "job is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(from, "from is null");
    requireNonNull(by, "by is null");
    requireNonNull(body, "body is null");
  }

  /** As it is put aside: byte for byte, unless it is long. */
  static Message message(Optional<String> job, String reason, String from, String by, byte[] body) {
    return new Message(
        job,
        Map.of(REASON, reason, FROM, from, BY, by),
        body.length > MAX_BYTES ? Arrays.copyOf(body, MAX_BYTES) : body);
  }

  /** Reads one back. */
  static DeadLetter read(Received letter) {
    return new DeadLetter(
        letter.id(),
        letter.text(REASON).orElse("unknown"),
        letter.text(FROM).orElse("unknown"),
        letter.text(BY).orElse("unknown"),
        new String(letter.body(), UTF_8));
  }
}
