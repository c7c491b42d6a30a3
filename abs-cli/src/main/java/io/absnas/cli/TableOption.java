package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.shrink.nb201.BenchmarkTable;
import io.absnas.shrink.nb201.BenchmarkTableReader;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the table of NAS-Bench-201 is. */
final class TableOption {
  /** Names the file where no option does. */
  static final String ENVIRONMENT_VARIABLE = "ABS_NB201_TABLE";

  @Option(
      names = "--table",
      paramLabel = "FILE",
      description = "The table of NAS-Bench-201, .csv or .csv.gz (default: $ABS_NB201_TABLE).")
  private @Nullable Path table;

  /** The file; naming none is a usage error. */
  Path file(Map<String, String> environment) {
    if (table != null) {
      return table;
    }
    String otherwise = environment.get(ENVIRONMENT_VARIABLE);
    if (otherwise == null || otherwise.isBlank()) {
      throw new AbsException(
          ExitCode.USAGE,
          "--table is missing, and " + ENVIRONMENT_VARIABLE + " names no table either");
    }
    return Path.of(otherwise);
  }

  /** Reads it. */
  BenchmarkTable read(Map<String, String> environment) {
    return BenchmarkTableReader.read(file(environment));
  }
}
