package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;

/** Where the results and messages of one command go, and the request to stop it. */
final class Console {
  private final PrintStream out;
  private final PrintStream err;
  private final StopRequest stop;

  Console(PrintStream out, PrintStream err) {
    this.out = requireNonNull(out, "out is null");
    this.err = requireNonNull(err, "err is null");
    this.stop = new StopRequest(err);
  }

  /** Results, and nothing else. */
  PrintStream out() {
    return out;
  }

  /** Messages for a reader. */
  PrintStream err() {
    return err;
  }

  /** Set when the process is asked to end. */
  StopRequest stop() {
    return stop;
  }

  void flush() {
    out.flush();
    err.flush();
  }
}
