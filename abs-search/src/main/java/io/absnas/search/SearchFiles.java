package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.SealedJson;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import io.absnas.core.weights.WeightFiles;
import io.absnas.core.weights.WeightsId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** The files that a search leaves in its directory, beside those of every run. */
final class SearchFiles {
  static final String SUPERNET = "supernet.safetensors";
  static final String INITIAL = "base.safetensors";
  static final String ARCHITECTURES = "architectures.txt";
  static final String EVALUATIONS = "evaluations.csv";
  private static final String RESULT = "result.json";

  private final Path directory;

  SearchFiles(Path directory) {
    this.directory = requireNonNull(directory, "directory is null");
  }

  /** The directory itself. */
  Path directory() {
    return directory;
  }

  /** Where a file lies. */
  Path file(String name) {
    return directory.resolve(name);
  }

  /** Writes a file of weights. */
  void writeWeights(String name, NamedTensors weights) {
    try {
      Safetensors.write(file(name), weights, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads back a file of weights.
   *
   * @param id that a checkpoint of this run names
   * @throws AbsException of kind CHECKPOINT if the file is missing, damaged or another one
   */
  NamedTensors readWeights(String name, String id) {
    NamedTensors weights;
    try {
      weights = WeightFiles.read(file(name));
    } catch (AbsException e) {
      throw new AbsException(ExitCode.CHECKPOINT, String.valueOf(e.getMessage()), e);
    }
    if (!WeightsId.of(weights).equals(id)) {
      throw new AbsException(
          ExitCode.CHECKPOINT,
          file(name) + ": holds other weights than those that the checkpoint belongs to");
    }
    return weights;
  }

  /** Writes a text file. */
  void writeText(String name, String text) {
    try {
      AtomicFiles.write(file(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the result. */
  void writeResult(SearchResult result) {
    try {
      SealedJson.write(file(RESULT), result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
