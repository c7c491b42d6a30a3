package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.DataConfig;
import io.absnas.core.run.CheckpointConfig;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.LogConfig;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.Seeds;
import io.absnas.core.run.StrictYaml;
import io.absnas.core.space.SpaceConfig;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.SnapshotConfig;
import java.util.Optional;

/**
 * The configuration of {@code abs train}.
 *
 * @param seed of every random stream; the published trainings have 0
 * @param seeds one run for each of them instead, in directories of their own
 * @param device where replicas live: {@code cpu}, {@code cpu:N}, {@code gpu:I,...} or {@code auto}
 * @param space the space that the architecture is of, and the size of the network
 * @param network what is trained
 * @param data images
 * @param training how
 * @param evaluation when it is evaluated
 * @param snapshots weights that are kept along the training; none if absent
 * @param checkpoint when the state is saved
 * @param log how often progress is reported
 */
public record TrainConfig(
    long seed,
    Optional<Seeds> seeds,
    String device,
    SpaceConfig space,
    NetworkConfig network,
    DataConfig data,
    StandaloneTrainingConfig training,
    EvaluationConfig evaluation,
    Optional<SnapshotConfig> snapshots,
    CheckpointConfig checkpoint,
    LogConfig log) {
  private static final String DEFAULTS = "train-defaults.yaml";

  /** Checks that all is there. */
  public TrainConfig {
    requireNonNull(seeds, "seeds is null");
    ComputeDevice.requireForm(device);
    requireNonNull(space, "space is null");
    requireNonNull(network, "network is null");
    requireNonNull(data, "data is null");
    requireNonNull(training, "training is null");
    requireNonNull(evaluation, "evaluation is null");
    requireNonNull(snapshots, "snapshots is null");
    requireNonNull(checkpoint, "checkpoint is null");
    requireNonNull(log, "log is null");
  }

  /**
   * Merges all sources over the published settings of the MobileNet-like networks; failures as for
   * {@link StrictYaml}.
   */
  public static ResolvedConfig<TrainConfig> resolve(ConfigSources sources) {
    return StrictYaml.resolve(sources.withDefaults(TrainConfig.class, DEFAULTS), TrainConfig.class);
  }

  /** Which images make a batch. */
  BatchPlan batchPlan() {
    return data.plan(training.batchSize());
  }

  /** When the network is evaluated, with so many training images. */
  EvaluationTimes times(int trainingImages) {
    long stepsPerEpoch = batchPlan().stepsPerEpoch(trainingImages);
    return new EvaluationTimes(evaluation, stepsPerEpoch, training.totalSteps(stepsPerEpoch));
  }
}
