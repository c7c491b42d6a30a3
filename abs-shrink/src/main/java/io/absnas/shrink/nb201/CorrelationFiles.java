package io.absnas.shrink.nb201;

import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.RuntimeInfo;
import io.absnas.core.run.SealedJson;
import io.absnas.core.run.Sha256;
import io.absnas.core.train.RunProvenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a comparison leaves in its directory. */
public final class CorrelationFiles {
  /** All rows with all digits. */
  public static final String JSON = "correlation.json";

  /** The same as a table. */
  public static final String CSV = "correlation.csv";

  /** Every architecture's accuracies and predictions, for drawings. */
  public static final String PREDICTIONS = "predictions.csv";

  /** For people. */
  public static final String PAGE = "correlation.md";

  private CorrelationFiles() {}

  /** How the directory is opened: nothing in it depends on what came before. */
  public static RunOptions options(RunOptions.Existing existing) {
    return new RunOptions(
        existing,
        List.of("table", "supernets", "accuracy", "device", "bootstrap-draws"),
        List.of(JSON, CSV, PAGE, PREDICTIONS, AccuracyFile.FILES));
  }

  /** Writes where the numbers come from, before they are there. */
  public static void writeProvenance(
      RunDirectory directory,
      List<String> command,
      long seed,
      String device,
      String configSha256,
      Path table,
      List<TrainedSupernet> supernets) {
    try {
      List<Provenance.BuiltOn> builtOn = new ArrayList<>();
      builtOn.add(new Provenance.BuiltOn("table", table.toString(), Sha256.of(table)));
      for (TrainedSupernet supernet : supernets) {
        List<Path> files = new ArrayList<>(List.of(supernet.initial()));
        files.addAll(supernet.weights().values());
        for (Path file : files) {
          builtOn.add(new Provenance.BuiltOn("weights", file.toString(), Sha256.of(file)));
        }
      }
      RuntimeInfo runtime =
          RuntimeInfo.of(
              Optional.empty(), device, Runtime.getRuntime().availableProcessors(), Instant.now());
      new RunProvenance(command, seed, configSha256, device, builtOn).write(directory, runtime);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes all three files. */
  public static void write(RunDirectory directory, CorrelationReport report) {
    try {
      SealedJson.write(directory.file(JSON), report);
      AtomicFiles.write(directory.file(CSV), CorrelationCsv.text(report));
      AtomicFiles.write(directory.file(PAGE), CorrelationPage.text(report));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
