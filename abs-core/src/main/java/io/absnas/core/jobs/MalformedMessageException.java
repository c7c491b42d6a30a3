package io.absnas.core.jobs;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/** Bytes that are not the message they should be. */
public final class MalformedMessageException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** What is wrong, in one line. */
  public MalformedMessageException(String reason) {
    super(requireNonNull(reason, "reason is null"));
  }

  /** What is wrong, in one line, and what found it. */
  public MalformedMessageException(String reason, Throwable cause) {
    super(requireNonNull(reason, "reason is null"), cause);
  }
}
