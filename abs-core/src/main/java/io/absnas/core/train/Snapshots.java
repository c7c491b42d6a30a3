package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Weights along a training, one file for each epoch that is kept; epoch 0 is before the first step.
 *
 * <p>A file is written before any checkpoint that is as far, so a run that is killed and resumed
 * has all of them, and an epoch that is trained again writes the same bytes.
 */
public final class Snapshots {
  /** All files of this kind, for {@code --overwrite}. */
  public static final String FILES = "snapshot-epoch-*";

  private static final Pattern NAME = Pattern.compile("snapshot-epoch-([0-9]{1,9})\\.safetensors");

  private final Path directory;
  private final Optional<SnapshotConfig> config;
  private final Map<String, String> about;

  /**
   * The snapshots of a run.
   *
   * @param config which are kept; none if absent
   * @param about what each file says of itself beside its epoch
   */
  public Snapshots(Path directory, Optional<SnapshotConfig> config, Map<String, String> about) {
    this.directory = requireNonNull(directory, "directory is null");
    this.config = requireNonNull(config, "config is null");
    this.about = Map.copyOf(about);
  }

  /** The file of an epoch in a run's directory. */
  public static Path file(Path directory, long epoch) {
    return directory.resolve("snapshot-epoch-" + epoch + ".safetensors");
  }

  /** The files that a run has left, by epoch. */
  public static SortedMap<Long, Path> in(Path directory) throws IOException {
    SortedMap<Long, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          found.put(Long.valueOf(name.group(1)), file);
        }
      }
    }
    return found;
  }

  /** Keeps weights if the configuration wants those of this epoch; asks for them only then. */
  public void offer(long epoch, Supplier<NamedTensors> weights) {
    boolean wanted =
        config
            .map(SnapshotConfig::epochs)
            .filter(epochs -> epoch == 0 || epochs.stream().anyMatch(one -> one == epoch))
            .isPresent();
    if (wanted) {
      try {
        Map<String, String> metadata = new TreeMap<>(about);
        metadata.put("epoch", Long.toString(epoch));
        Safetensors.write(file(directory, epoch), weights.get(), metadata);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
