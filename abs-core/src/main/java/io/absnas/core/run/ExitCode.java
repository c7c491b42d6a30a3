package io.absnas.core.run;

/** What a process of this toolkit ends with; documented in docs/file-formats.md. */
public enum ExitCode {
  /** Everything that was asked for was done. */
  OK(0),
  /** Failed for a reason that none of the other codes names. */
  FAILED(1),
  /** Flags, configuration, architecture text, unknown space, or a directory in use. */
  USAGE(2),
  /** An input file is missing or invalid: data, weights, space, architecture, table. */
  INPUT(3),
  /** A constraint that no architecture of the space meets. */
  INFEASIBLE(4),
  /** An own checkpoint or run directory is damaged or belongs to another configuration. */
  CHECKPOINT(5),
  /** The message broker cannot be reached. */
  BROKER(6),
  /** A device that was asked for is not there. */
  DEVICE(7),
  /** Interrupted by SIGINT after a checkpoint was written. */
  INTERRUPTED(130),
  /** Ended by SIGTERM after a checkpoint was written. */
  TERMINATED(143);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The process exit status. */
  public int code() {
    return code;
  }
}
