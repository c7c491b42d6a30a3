package io.absnas.cli.report;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.FileHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Reports of runs, from the files of their directories alone. */
public final class Reports {
  /** Name of the file unless another one is given. */
  public static final String FILE_NAME = "report.html";

  private Reports() {}

  /**
   * Writes {@code report.html} into a run directory.
   *
   * @return the file
   * @throws AbsException INPUT if the directory holds no run, FAILED if it cannot be written
   */
  public static Path writeInto(Path run) {
    Path file = run.resolve(FILE_NAME);
    write(List.of(run), file);
    return file;
  }

  /**
   * Writes one page of any number of runs, whole or not at all.
   *
   * @return notes on files of these runs that are missing or could not be used, a line each
   * @throws AbsException INPUT if a directory holds no run, FAILED if the page cannot be written
   */
  public static List<String> write(List<Path> runs, Path file) {
    for (Path run : runs) {
      if (!RunKind.isRun(run)) {
        throw new AbsException(
            ExitCode.INPUT,
            run
                + (Files.isDirectory(run)
                    ? " is no run directory: it holds none of result.json, provenance.json,"
                        + " config.yaml, history.json and metrics.jsonl"
                    : Files.isRegularFile(run)
                        ? " is neither a run directory nor a table of abs latency"
                        : " is no directory"));
      }
    }
    List<Path> different = different(runs);
    List<String> names = RunNames.of(different);
    List<RunSection> reports =
        IntStream.range(0, different.size())
            .mapToObj(i -> RunSection.read(different.get(i), names.get(i)))
            .toList();
    try {
      AtomicFiles.write(file, ReportPage.html(reports));
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.FAILED, file + ": cannot be written: " + FileFailure.reason(e), e);
    }
    List<String> notes = new ArrayList<>();
    runs.stream()
        .filter(run -> !different.contains(run))
        .forEach(run -> notes.add(run + ": is given twice and counts once"));
    for (RunSection report : reports) {
      report.notes().forEach(note -> notes.add(report.root() + ": " + note));
    }
    return List.copyOf(notes);
  }

  /** A run counts once, or means and deviations would be those of more runs than there are. */
  private static List<Path> different(List<Path> runs) {
    Map<Path, Path> byPlace = new LinkedHashMap<>();
    for (Path run : runs) {
      byPlace.putIfAbsent(Lineage.real(run), run);
    }
    return List.copyOf(byPlace.values());
  }

  /** Whether a file is a report, so that nothing else is lost when it is replaced. */
  public static boolean isReport(Path file) {
    try {
      return FileHead.holds(file, ReportPage.GENERATOR);
    } catch (IOException e) {
      return false;
    }
  }
}
