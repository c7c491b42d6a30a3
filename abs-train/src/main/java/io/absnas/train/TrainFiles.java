package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.SealedJson;
import io.absnas.core.train.SnapshotConfig;
import io.absnas.core.train.Snapshots;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files that a training or an evaluation leaves in its directory, beside those of every run.
 */
final class TrainFiles {
  static final String BEST = "best.safetensors";
  static final String LAST = "last.safetensors";
  static final String PER_CLASS = "per-class.csv";
  static final String CONFUSION = "confusion.csv";
  private static final String RESULT = "result.json";

  private final Path directory;

  TrainFiles(Path directory) {
    this.directory = requireNonNull(directory, "directory is null");
  }

  /**
   * Writes a file of weights, whole or not at all.
   *
   * @param network what they are of, which the file says
   */
  void writeWeights(String name, NamedTensors weights, NetworkPlan network) {
    try {
      Safetensors.write(directory.resolve(name), weights, about(network));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Weights along the training of a network. */
  Snapshots snapshots(Optional<SnapshotConfig> wanted, NetworkPlan network) {
    return new Snapshots(directory, wanted, about(network));
  }

  /** What a file of weights says of itself. */
  private static Map<String, String> about(NetworkPlan network) {
    return new TreeMap<>(Map.of("space", network.space().id(), "architecture", network.text()));
  }

  void writeText(String name, String text) {
    try {
      AtomicFiles.write(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void writeResult(Object result) {
    try {
      SealedJson.write(directory.resolve(RESULT), result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
