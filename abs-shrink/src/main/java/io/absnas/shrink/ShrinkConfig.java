package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.DataConfig;
import io.absnas.core.nn.DartsSupernet;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.run.CheckpointConfig;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.LogConfig;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.Seeds;
import io.absnas.core.run.StrictYaml;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceConfig;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.AlphaRecipe;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.ReplicaNetworks;
import io.absnas.core.train.SnapshotConfig;
import io.absnas.core.train.TrainingConfig;
import io.absnas.core.train.TrainingRecipe;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of {@code abs shrink}.
 *
 * @param seed of every random stream; the published runs have 5
 * @param seeds one run for each of them instead, in directories of their own
 * @param device where replicas live: {@code cpu}, {@code cpu:N}, {@code gpu:I,...} or {@code auto}
 * @param space what is shrunk
 * @param data images
 * @param growth how a supernet of DARTS cells grows before the first stage, if it does
 * @param training how the supernet is trained: {@code epochs} for the first stage, {@code
 *     later-epochs} for each later one
 * @param scoring children and angles
 * @param drop what goes after a stage
 * @param refresh when the base weights are replaced; as published for the kind of space if absent
 * @param stop when the run ends
 * @param evaluation accuracy of random children, for information
 * @param snapshots weights that are kept along the training; none if absent
 * @param checkpoint when the state is saved
 * @param log how often progress is reported
 */
public record ShrinkConfig(
    long seed,
    Optional<Seeds> seeds,
    String device,
    SpaceConfig space,
    DataConfig data,
    Optional<GrowthConfig> growth,
    TrainingConfig training,
    ScoringConfig scoring,
    DropConfig drop,
    Optional<BaseRefresh> refresh,
    StopRule stop,
    EvaluationConfig evaluation,
    Optional<SnapshotConfig> snapshots,
    CheckpointConfig checkpoint,
    LogConfig log) {
  /** Checks that all is there. */
  public ShrinkConfig {
    requireNonNull(seeds, "seeds is null");
    ComputeDevice.requireForm(device);
    requireNonNull(space, "space is null");
    requireNonNull(data, "data is null");
    requireNonNull(growth, "growth is null");
    requireNonNull(training, "training is null");
    requireNonNull(scoring, "scoring is null");
    requireNonNull(drop, "drop is null");
    requireNonNull(refresh, "refresh is null");
    requireNonNull(stop, "stop is null");
    requireNonNull(evaluation, "evaluation is null");
    requireNonNull(snapshots, "snapshots is null");
    requireNonNull(checkpoint, "checkpoint is null");
    requireNonNull(log, "log is null");
  }

  /** Merges all sources over this toolkit's defaults; failures as for {@link StrictYaml}. */
  public static ResolvedConfig<ShrinkConfig> resolve(ConfigSources sources) {
    return StrictYaml.resolve(
        sources.withDefaults(ShrinkConfig.class, "shrink-defaults.yaml"), ShrinkConfig.class);
  }

  /** Which images make a batch. */
  BatchPlan batchPlan() {
    return data.plan(training.batchSize());
  }

  /** The parts of the loop, for images that make so many steps an epoch. */
  ShrinkSettings settings(SearchSpace resolved, long stepsPerEpoch) {
    return new ShrinkSettings(
        growthPlan(resolved),
        training.stageEpochs(0),
        training.stageEpochs(1),
        stepsPerEpoch,
        scoring,
        drop.dropRule(resolved),
        refresh.orElse(BaseRefresh.published(resolved)),
        stop,
        checkpoint.everySteps());
  }

  private GrowthPlan growthPlan(SearchSpace resolved) {
    return growth.map(section -> GrowthPlan.of(section, resolved)).orElse(GrowthPlan.NONE);
  }

  /** What the supernet of the space is trained with; every depth of a growth has rates anew. */
  TrainingRecipe recipe(SearchSpace resolved, long stepsPerEpoch) {
    TrainingRecipe weights = training.recipe(RandomStreams.of(seed), stepsPerEpoch);
    TrainingRecipe recipe = alphas().map(weights::withAlphas).orElse(weights);
    GrowthPlan plan = growthPlan(resolved);
    if (plan.depths() == 0) {
      return recipe;
    }
    LrSchedule depth =
        training.learningRate().over(plan.epochs()).schedule(plan.epochs(), stepsPerEpoch, 1);
    return recipe.withSchedule(
        new LrSchedule.Restarted(
            depth, plan.epochs() * stepsPerEpoch, plan.depths(), recipe.schedule()));
  }

  /** How architecture parameters are trained, where the metric needs them. */
  Optional<AlphaRecipe> alphas() {
    return scoring.metric() == MetricKind.MAGNITUDE
        ? Optional.of(scoring.magnitude().orElse(MagnitudeConfig.PUBLISHED).recipe())
        : Optional.empty();
  }

  /** Supernets of the space with fresh weights, one on each device. */
  ReplicaNetworks networks(SearchSpace resolved, List<ComputeDevice> devices) {
    RandomStreams streams = RandomStreams.of(seed);
    Initialisation initialisation = training.initialisation();
    if (growth.isEmpty()) {
      return ReplicaNetworks.open(resolved, initialisation, streams, devices);
    }
    return ReplicaNetworks.open(
        devices,
        device ->
            new DartsSupernet(
                (CellSpace) resolved,
                initialisation,
                growth.get().initialisation(),
                streams,
                device,
                DataType.FLOAT32));
  }
}
