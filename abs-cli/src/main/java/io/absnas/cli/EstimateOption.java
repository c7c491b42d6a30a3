package io.absnas.cli;

import io.absnas.core.estimate.RunEstimate;
import java.io.PrintStream;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Whether a dry run measures what the run would take. */
final class EstimateOption {
  /** Its name. */
  static final String NAME = "--no-estimate";

  @Option(
      names = NAME,
      description = "With --dry-run: measure nothing, so no time and memory; starts no engine.")
  private boolean none;

  /** Whether measuring was forbidden. */
  boolean none() {
    return none;
  }

  /** Prints the estimate, unless it was forbidden, below what is printed already. */
  void print(PrintStream out, Supplier<RunEstimate> estimate) {
    if (!none) {
      // What is known at once is read while the rest is measured.
      out.flush();
      estimate.get().lines().forEach(out::println);
    }
  }
}
