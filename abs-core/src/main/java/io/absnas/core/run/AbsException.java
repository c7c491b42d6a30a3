package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/** A failure a user can act on: one line that names file, key, value and what is allowed. */
public final class AbsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final ExitCode exitCode;

  /** A failure with its exit code and its message, which is brought on one line. */
  public AbsException(ExitCode exitCode, String message) {
    super(OneLine.of(requireNonNull(message, "message is null")));
    this.exitCode = requireNonNull(exitCode, "exitCode is null");
  }

  /** A failure caused by another one, whose stack trace is shown with {@code -v} only. */
  public AbsException(ExitCode exitCode, String message, Throwable cause) {
    super(OneLine.of(requireNonNull(message, "message is null")), cause);
    this.exitCode = requireNonNull(exitCode, "exitCode is null");
  }

  /** What the process ends with when nobody handles this failure. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
