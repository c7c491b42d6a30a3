package io.absnas.core.jobs;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/**
 * A job that no worker can do: its failure is the result, and another attempt would be the same.
 */
public final class JobFailedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** A failure with its reason in one line. */
  public JobFailedException(String reason) {
    super(requireNonNull(reason, "reason is null"));
  }
}
