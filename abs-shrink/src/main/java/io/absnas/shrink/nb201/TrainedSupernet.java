package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.Snapshots;
import io.absnas.core.weights.WeightFiles;
import io.absnas.shrink.MetricKind;
import io.absnas.shrink.ShrinkConfig;
import io.absnas.shrink.ShrinkResult;
import io.absnas.shrink.TrainedAlphas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A supernet of NAS-Bench-201's whole space and its weights along the training.
 *
 * @param label name in tables
 * @param config how it was trained, or at least its space and the images to evaluate on
 * @param space its space, of any width and depth
 * @param initial weights before training
 * @param weights weights by epoch, from 1
 * @param run the run of {@code abs shrink} that config is of; absent: weight files from elsewhere
 */
public record TrainedSupernet(
    String label,
    ShrinkConfig config,
    CellSpace space,
    Path initial,
    SortedMap<Long, Path> weights,
    Optional<Path> run) {
  private static final String CONFIG = "config.yaml";

  /** Copies the map and checks that there are weights. */
  public TrainedSupernet {
    requireNonNull(label, "label is null");
    requireNonNull(config, "config is null");
    requireNonNull(space, "space is null");
    requireNonNull(initial, "initial is null");
    requireNonNull(run, "run is null");
    weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    if (weights.isEmpty() || weights.firstKey() < 1) {
      throw new IllegalArgumentException("weights of epochs from 1 are needed");
    }
  }

  /**
   * What {@code abs shrink} has left in a directory: its snapshots, or the weights of its end.
   *
   * @param overrides of its configuration, for example {@code data.dir=...}
   * @throws AbsException of kind INPUT if it is no such run, or not one of the whole space
   */
  public static TrainedSupernet ofRun(Path directory, List<String> overrides) {
    Path config = directory.resolve(CONFIG);
    if (!Files.isRegularFile(config)) {
      throw new AbsException(
          ExitCode.INPUT, directory + ": is no run of abs shrink, there is no " + CONFIG);
    }
    ShrinkConfig values =
        ShrinkConfig.resolve(ConfigSources.none().withFile(config).withOverrides(overrides))
            .value();
    SortedMap<Long, Path> weights;
    try {
      weights = new TreeMap<>(Snapshots.in(directory));
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.INPUT, directory + ": cannot be read: " + FileFailure.reason(e), e);
    }
    Path initial = weights.remove(0L);
    Path result = directory.resolve("result.json");
    if (weights.isEmpty() && Files.exists(result)) {
      long epochs = StrictJson.read(result, ShrinkResult.class).epochs();
      weights.put(epochs, directory.resolve("weights.safetensors"));
    }
    if (initial == null) {
      initial = directory.resolve("base.safetensors");
    }
    if (weights.isEmpty()) {
      throw new AbsException(
          ExitCode.INPUT,
          directory + ": holds no weights: neither snapshots nor the result of a finished run");
    }
    return new TrainedSupernet(
        String.valueOf(directory.toAbsolutePath().normalize().getFileName()),
        values,
        whole(directory.toString(), values.space().resolve()),
        initial,
        weights,
        Optional.of(directory));
  }

  /**
   * Weight files of a training elsewhere, one an epoch from the first on.
   *
   * @param config space, and the images to evaluate on
   */
  public static TrainedSupernet ofFiles(ShrinkConfig config, Path initial, List<Path> weights) {
    SortedMap<Long, Path> byEpoch = new TreeMap<>();
    for (Path file : weights) {
      byEpoch.put(byEpoch.size() + 1L, file);
    }
    return new TrainedSupernet(
        String.valueOf(initial.getFileName()),
        config,
        whole("--space", config.space().resolve()),
        initial,
        byEpoch,
        Optional.empty());
  }

  /**
   * Refuses a supernet whose architecture parameters were never trained.
   *
   * @throws AbsException of kind USAGE
   */
  public void requireTrainedAlphas() {
    MetricKind metric = config.scoring().metric();
    if (run.isPresent() && metric != MetricKind.MAGNITUDE) {
      throw new AbsException(
          ExitCode.USAGE,
          "%s: scoring.metric is %s, so its architecture parameters were not trained; metric"
                  .formatted(run.get(), metric.name().toLowerCase(Locale.ROOT))
              + " magnitude needs a run with scoring.metric: magnitude");
    }
    Path last = requireNonNull(weights.get(weights.lastKey()), "no weights");
    TrainedAlphas.require(WeightFiles.read(initial), WeightFiles.read(last), last);
  }

  private static CellSpace whole(String where, SearchSpace space) {
    if (!(space instanceof CellSpace cells)
        || !space.isNasBench201()
        || !cells.operations().equals(BenchmarkTable.space().operations())
        || Architectures.count(space) != Architectures.count(BenchmarkTable.space())) {
      throw new AbsException(
          ExitCode.INPUT,
          "%s: space %s is not NAS-Bench-201's whole space".formatted(where, space.id()));
    }
    return cells;
  }
}
