package io.absnas.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How much is told on standard error, and in which form. */
final class LogOptions {
  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Warnings only.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "More detail, and stack traces of failures.")
  private boolean verbose;

  @Option(
      names = "--log-json",
      scope = ScopeType.INHERIT,
      description = "Log lines as JSON objects.")
  private boolean json;

  boolean quiet() {
    return quiet;
  }

  boolean verbose() {
    return verbose;
  }

  boolean json() {
    return json;
  }
}
