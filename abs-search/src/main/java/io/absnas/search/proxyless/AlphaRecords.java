package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AtomicFiles;
import io.absnas.core.space.CandidateOp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of a search, {@code alphas.csv}: the architecture parameters before the first epoch and
 * after each. It is written whole, so a reader never sees half of an epoch.
 */
final class AlphaRecords {
  static final String FILE = "alphas.csv";
  private static final String HEAD = "epoch,layer,op,alpha,probability";

  private final Path file;
  private final List<String> lines = new ArrayList<>();

  /**
   * A table that goes on after an epoch; what comes later in the file is forgotten.
   *
   * @param epoch its number; negative to begin
   */
  AlphaRecords(Path directory, int epoch) {
    this.file = requireNonNull(directory, "directory is null").resolve(FILE);
    if (Files.isRegularFile(file)) {
      try {
        Files.readAllLines(file).stream()
            .skip(1)
            .filter(line -> Integer.parseInt(line.substring(0, line.indexOf(','))) <= epoch)
            .forEach(lines::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Adds an epoch and writes the file. */
  void add(int epoch, PathProbabilities found) {
    List<double[]> probabilities = found.probabilities();
    for (int layer = 0; layer < probabilities.size(); layer++) {
      List<CandidateOp> ops = found.space().ops(layer);
      for (int op = 0; op < ops.size(); op++) {
        lines.add(
            "%d,%d,%s,%s,%s"
                .formatted(
                    epoch,
                    layer,
                    ops.get(op).id(),
                    found.alphas().get(layer).get(op),
                    probabilities.get(layer)[op]));
      }
    }
    try {
      AtomicFiles.write(file, HEAD + "\n" + String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
