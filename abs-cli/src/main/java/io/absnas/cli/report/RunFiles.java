package io.absnas.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of a run directory that reports of every kind read and write. */
final class RunFiles {
  private static final String REPORT = "report.html";

  private RunFiles() {}

  /**
   * Writes {@code report.html} into a run directory.
   *
   * @return the file
   * @throws AbsException FAILED if it cannot be written
   */
  static Path write(Path run, RunReport report) {
    Path file = run.resolve(REPORT);
    String html = ReportPage.html(report);
    try {
      AtomicFiles.write(file, html);
    } catch (IOException e) {
      throw new AbsException(ExitCode.FAILED, file + ": cannot be written: " + e.getMessage(), e);
    }
    return file;
  }

  /** What {@code provenance.json} says, nothing where there is none. */
  static List<Fact> provenance(Path run) {
    Path file = run.resolve("provenance.json");
    return Files.isRegularFile(file) ? Facts.of(StrictJson.read(file, JsonNode.class)) : List.of();
  }

  /** The lines of {@code metrics.jsonl}, none where there is no such file. */
  static List<MetricLog.Line> metrics(Path run) {
    Path file = run.resolve("metrics.jsonl");
    return Files.exists(file) ? MetricLog.read(file) : List.of();
  }

  /**
   * The text of a file, empty where there is none.
   *
   * @throws AbsException INPUT if it cannot be read
   */
  static String text(Path run, String name) {
    Path file = run.resolve(name);
    try {
      return Files.isRegularFile(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new AbsException(ExitCode.INPUT, file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
