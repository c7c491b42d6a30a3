package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AtomicFiles;
import io.absnas.core.space.Alphas;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.EdgeAlphas;
import io.absnas.core.space.Genotype;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of a search, {@code alphas.csv} and {@code genotypes.csv}, an entry for every epoch.
 * They are written whole, so a reader never sees half of an epoch.
 */
final class EpochRecords {
  static final String ALPHAS = "alphas.csv";
  static final String GENOTYPES = "genotypes.csv";
  private static final String ALPHAS_HEAD = "stage,epoch,cell,edge,op,alpha,weight";
  private static final String GENOTYPES_HEAD = "stage,epoch,skip-connects,genotype";

  private final Path directory;
  private final List<String> alphaLines = new ArrayList<>();
  private final List<String> genotypeLines = new ArrayList<>();

  /**
   * Tables that go on after an epoch; what comes later in the files is forgotten.
   *
   * @param stage of that epoch
   * @param epoch its number; negative to begin with the stage
   */
  EpochRecords(Path directory, int stage, int epoch) {
    this.directory = requireNonNull(directory, "directory is null");
    read(ALPHAS, stage, epoch, alphaLines);
    read(GENOTYPES, stage, epoch, genotypeLines);
  }

  private void read(String file, int stage, int epoch, List<String> lines) {
    Path path = directory.resolve(file);
    if (!Files.isRegularFile(path)) {
      return;
    }
    try {
      for (String line : Files.readAllLines(path).stream().skip(1).toList()) {
        String[] cells = line.split(",", 3);
        int ofStage = Integer.parseInt(cells[0]);
        if (ofStage < stage || (ofStage == stage && Integer.parseInt(cells[1]) <= epoch)) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds an epoch and writes both files. */
  void add(int stage, int epoch, Alphas alphas, Genotype genotype, int skips) {
    rows(stage, epoch, "normal", alphas.normal());
    rows(stage, epoch, "reduce", alphas.reduce());
    genotypeLines.add("%d,%d,%d,\"%s\"".formatted(stage, epoch, skips, genotype.format()));
    write(ALPHAS, ALPHAS_HEAD, alphaLines);
    write(GENOTYPES, GENOTYPES_HEAD, genotypeLines);
  }

  private void rows(int stage, int epoch, String cell, EdgeAlphas alphas) {
    List<CellGraph.Edge> edges = CellGraph.DARTS.edges();
    List<List<Double>> weights = alphas.probabilities();
    for (int edge = 0; edge < edges.size(); edge++) {
      List<CandidateOp> ops = alphas.ops().get(edge);
      for (int column = 0; column < ops.size(); column++) {
        alphaLines.add(
            "%d,%d,%s,%s,%s,%s,%s"
                .formatted(
                    stage,
                    epoch,
                    cell,
                    edges.get(edge).name(),
                    ops.get(column).id(),
                    alphas.rows().get(edge).get(column),
                    weights.get(edge).get(column)));
      }
    }
  }

  private void write(String file, String head, List<String> lines) {
    try {
      AtomicFiles.write(directory.resolve(file), head + "\n" + String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
