package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.cli.report.Reports;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;

/**
 * What is said and returned when a run has come to an end or was stopped.
 *
 * @param console where it is said
 * @param command the command that goes on with a run, for example {@code abs train}
 */
record RunEnd(Console console, String command) {
  RunEnd {
    requireNonNull(console, "console is null");
    requireNonNull(command, "command is null");
  }

  /** Prints the summary, writes the report, and says where that is. */
  int finished(RunDirectory directory, List<String> summary) {
    summary.forEach(console.out()::println);
    Path report = Reports.writeInto(directory.root());
    console.out().println("report: " + report);
    return ExitCode.OK.code();
  }

  /** A checkpoint is there. */
  int stopped(RunDirectory directory) {
    return stopped(directory, "stopped, a checkpoint is written");
  }

  /** Says how to go on, after what has happened. */
  int stopped(RunDirectory directory, String happened) {
    console
        .err()
        .printf(
            "abs: %s; to go on: %s --out %s --resume%n",
            happened, command, word(directory.root().toString()));
    return ExitCode.TERMINATED.code();
  }

  /** A word as a shell reads it, in quotes only where it needs them. */
  private static String word(String text) {
    return text.matches("[A-Za-z0-9_./:=@,+~-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
