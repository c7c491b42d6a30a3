package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.Job;
import io.absnas.core.jobs.JobFailedException;
import io.absnas.core.jobs.JobHandler;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Trains one architecture of a table in a run directory of its own, from its beginning or its last
 * checkpoint. Of a training that has ended configuration, metrics, result and snapshots stay; its
 * other weights and its checkpoints are deleted.
 */
final class TableJobs implements JobHandler {
  static final String KIND = "train-network";
  static final String ARCHITECTURE = "architecture";
  static final String SEED = "seed";
  static final String DIRECTORY = "directory";
  static final String NEED = "configuration";
  private static final String RESULT = "result.json";

  private final Path root;
  private final String device;
  private final Function<List<String>, ResolvedConfig<TrainConfig>> configs;
  private final String configuration;
  private final List<String> command;

  /**
   * A handler for one device.
   *
   * @param root where the directories of the trainings are
   * @param device of every training
   * @param configs the configuration with overrides that come last
   * @param configuration its hash without what a job says
   * @param command command line as typed, for provenance
   */
  TableJobs(
      Path root,
      String device,
      Function<List<String>, ResolvedConfig<TrainConfig>> configs,
      String configuration,
      List<String> command) {
    this.root = requireNonNull(root, "root is null");
    this.device = requireNonNull(device, "device is null");
    this.configs = requireNonNull(configs, "configs is null");
    this.configuration = requireNonNull(configuration, "configuration is null");
    this.command = List.copyOf(command);
  }

  /** The job of one training. */
  static Job job(
      String run, String configuration, String architecture, long seed, String directory) {
    return Job.of(
        run,
        KIND,
        Map.of(NEED, configuration),
        Map.of(ARCHITECTURE, architecture, SEED, String.valueOf(seed), DIRECTORY, directory));
  }

  /** What makes the configuration of a table that of one of its trainings. */
  static List<String> overrides(String architecture, String seed, String device) {
    return List.of(
        "seeds=", "seed=" + seed, "device=" + device, "network.architecture=" + architecture);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Map<String, String> holds() {
    return Map.of(NEED, configuration);
  }

  @Override
  public Map<String, String> handle(Map<String, String> payload, BooleanSupplier stopRequested) {
    Path own = root.resolve(value(payload, DIRECTORY));
    train(own, value(payload, ARCHITECTURE), value(payload, SEED), stopRequested);
    deleteWeights(own);
    return Map.of();
  }

  private void train(Path own, String architecture, String seed, BooleanSupplier stopRequested) {
    ResolvedConfig<TrainConfig> config = configs.apply(overrides(architecture, seed, device));
    TrainRun run = new TrainRun(config, command);
    run.prepare();
    boolean begun = Files.exists(own.resolve("config.yaml"));
    RunOptions.Existing existing =
        begun ? RunOptions.Existing.RESUME : RunOptions.Existing.OVERWRITE;
    try (RunDirectory directory =
        RunDirectory.open(
            own, config.yaml(), TrainRun.options(existing, false), run::checkResumed)) {
      if (run.run(directory, stopRequested) instanceof TrainOutcome.Interrupted) {
        throw new CancellationException("stopped");
      }
    } catch (AbsException e) {
      if (e.exitCode() == ExitCode.FAILED) {
        throw new JobFailedException(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /** Whether a training has its result; a kill may have left its weights there. */
  static boolean hasEnded(Path directory) {
    return Files.exists(directory.resolve(RESULT));
  }

  /** The result of a training that has ended. */
  static TrainResult result(Path directory) {
    return StrictJson.read(directory.resolve(RESULT), TrainResult.class);
  }

  private static String value(Map<String, String> payload, String key) {
    return requireNonNull(payload.get(key), key + " is missing");
  }

  /** Deletes what a training that has ended does not need any more. */
  static void deleteWeights(Path directory) {
    try {
      for (String name : List.of(TrainFiles.BEST, TrainFiles.LAST)) {
        Files.deleteIfExists(directory.resolve(name));
      }
      Path checkpoints = directory.resolve("checkpoints");
      if (Files.isDirectory(checkpoints)) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(checkpoints)) {
          for (Path file : files) {
            Files.delete(file);
          }
        }
        Files.delete(checkpoints);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
