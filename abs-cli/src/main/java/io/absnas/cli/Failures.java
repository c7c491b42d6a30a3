package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.OneLine;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line for each failure, and its exit code; stack traces only for who asks for them. */
final class Failures {
  private static final int LONGEST_HALF = 2000;

  private Failures() {}

  /** A command line that does not fit: what is wrong, and where the help is. */
  static int usage(ParameterException failure, String... arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("abs: " + oneLine(failure) + suggestion(failure));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE.code();
  }

  /** A command that failed. */
  static int execution(Exception failure, PrintStream err, boolean verbose) {
    if (!(failure instanceof AbsException known)) {
      return unexpected(failure, err, verbose);
    }
    err.println("abs: " + oneLine(known));
    trace(known, err, verbose);
    return known.exitCode().code();
  }

  /** A failure that nobody foresaw: its kind is part of the line, unless a disk is the reason. */
  static int unexpected(Throwable failure, PrintStream err, boolean verbose) {
    String kind = failure.getClass().getSimpleName();
    String text = failure.getMessage() == null ? kind : kind + ": " + oneLine(failure);
    Throwable disk =
        failure instanceof UncheckedIOException unchecked ? unchecked.getCause() : failure;
    if (disk instanceof IOException io) {
      text = "a file cannot be read or written: " + shortened(FileFailure.located(io));
    }
    err.println("abs: " + text + (verbose ? "" : " (-v shows where)"));
    trace(failure, err, verbose);
    return ExitCode.FAILED.code();
  }

  private static void trace(Throwable failure, PrintStream err, boolean verbose) {
    if (verbose) {
      failure.printStackTrace(err);
    }
  }

  private static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : shortened(OneLine.of(message));
  }

  /** A file may have a key or a value of any length, which a message quotes. */
  private static String shortened(String line) {
    int left = line.length() - 2 * LONGEST_HALF;
    return left <= 0
        ? line
        : "%s ... (%d characters) ... %s"
            .formatted(
                line.substring(0, LONGEST_HALF),
                left,
                line.substring(line.length() - LONGEST_HALF));
  }

  private static String suggestion(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      List<String> nearest = unmatched.getSuggestions();
      return nearest.isEmpty() ? "" : "; did you mean " + nearest.get(0) + "?";
    }
    return "";
  }
}
