package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.cli.report.Reports;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code abs report}: one HTML page of one or several runs. */
@Command(
    name = "report",
    description =
        "Writes one HTML page of runs, from their files: scores and drops, curves, what was found,"
            + " provenance; several runs side by side.")
final class ReportCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Run directories, finished or not, and tables of abs latency.")
  private @Nullable List<Path> runs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The page (default: ${DEFAULT-VALUE}). An earlier report is replaced, any other file is"
              + " refused unless --overwrite.")
  private Path out = Path.of(Reports.FILE_NAME);

  @Option(names = "--overwrite", description = "Replaces a file that is no report.")
  private boolean overwrite;

  ReportCommand(Console console) {
    this.console = requireNonNull(console, "console is null");
  }

  @Override
  public Integer call() {
    OutputFile.requirePlace("--out", out);
    if (Files.exists(out) && !overwrite && !Reports.isReport(out)) {
      throw new AbsException(
          ExitCode.USAGE, out + " is there already and no report; --overwrite replaces it");
    }
    Reports.write(requireNonNull(runs, "runs is null"), out).forEach(console.err()::println);
    console.out().println(out);
    return ExitCode.OK.code();
  }
}
