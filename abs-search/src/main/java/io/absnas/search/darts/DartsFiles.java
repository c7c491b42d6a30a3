package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.SealedJson;
import io.absnas.core.space.Alphas;
import io.absnas.core.space.Genotype;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import io.absnas.search.derive.CellDrawings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The files that a search leaves in its directory, beside those of every run. */
final class DartsFiles {
  static final String GENOTYPE = "genotype.txt";
  static final String ALPHAS = "alphas.json";
  private static final String RESULT = "result.json";

  /** Names of all of them, for {@link io.absnas.core.run.RunOptions}. */
  static final List<String> OWN =
      List.of(
          GENOTYPE, "alphas*", "stage-*", "cell-*", EpochRecords.GENOTYPES, EpochRecords.ALPHAS);

  private final Path directory;

  DartsFiles(Path directory) {
    this.directory = requireNonNull(directory, "directory is null");
  }

  /** Weights and architecture parameters at the end of a stage, the latter also as JSON. */
  void writeStage(StageNetwork stage, NamedTensors state, Alphas alphas) {
    int number = stage.number() + 1;
    try {
      Safetensors.write(
          directory.resolve("stage-" + number + ".safetensors"),
          state,
          Map.of("space", stage.space().id()));
      AtomicFiles.write(directory.resolve("alphas-stage-" + number + ".json"), alphas.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Genotype, drawings and the last architecture parameters. */
  void writeGenotype(Genotype genotype, Alphas alphas) {
    try {
      AtomicFiles.write(directory.resolve(GENOTYPE), genotype.format() + "\n");
      AtomicFiles.write(directory.resolve(ALPHAS), alphas.text());
      CellDrawings.write(directory, genotype);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void writeResult(DartsSearchResult result) {
    try {
      SealedJson.write(directory.resolve(RESULT), result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
