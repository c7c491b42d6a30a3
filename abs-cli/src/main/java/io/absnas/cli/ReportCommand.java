package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.cli.report.GenotypeReport;
import io.absnas.cli.report.PathReport;
import io.absnas.cli.report.SearchReport;
import io.absnas.cli.report.ShrinkReport;
import io.absnas.cli.report.TrainReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code abs report}: writes a run's HTML report again. */
@Command(name = "report", description = "Writes report.html of a run again, from its files.")
final class ReportCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "RUN", description = "A run directory.")
  private @Nullable Path run;

  ReportCommand(Console console) {
    this.console = requireNonNull(console, "console is null");
  }

  @Override
  public Integer call() {
    Path directory = requireNonNull(run, "run is null");
    console
        .out()
        .println(
            TrainReport.fits(directory)
                ? TrainReport.write(directory)
                : GenotypeReport.fits(directory)
                    ? GenotypeReport.write(directory)
                    : PathReport.fits(directory)
                        ? PathReport.write(directory)
                        : SearchReport.fits(directory)
                            ? SearchReport.write(directory)
                            : ShrinkReport.write(directory));
    return 0;
  }
}
