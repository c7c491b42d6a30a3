package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.SealedJson;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The files that a search leaves in its directory, beside those of every run. */
final class ProxylessFiles {
  static final String SUPERNET = "supernet.safetensors";
  static final String ARCHITECTURES = "architectures.txt";
  private static final String RESULT = "result.json";

  /** Names of all of them, for {@link io.absnas.core.run.RunOptions}. */
  static final List<String> OWN = List.of(SUPERNET, ARCHITECTURES, AlphaRecords.FILE);

  private final Path directory;

  ProxylessFiles(Path directory) {
    this.directory = requireNonNull(directory, "directory is null");
  }

  /** Weights, running statistics and architecture parameters at the end. */
  void writeSupernet(String space, NamedTensors state) {
    try {
      Safetensors.write(directory.resolve(SUPERNET), state, Map.of("space", space));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void writeResult(ProxylessResult result) {
    try {
      AtomicFiles.write(
          directory.resolve(ARCHITECTURES),
          String.join(
                  "\n", result.best().stream().map(ProxylessResult.Found::architecture).toList())
              + "\n");
      SealedJson.write(directory.resolve(RESULT), result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
