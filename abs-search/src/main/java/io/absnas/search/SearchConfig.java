package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.DataConfig;
import io.absnas.core.jobs.RetryPolicy;
import io.absnas.core.run.CheckpointConfig;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.LogConfig;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.Seeds;
import io.absnas.core.run.StrictYaml;
import io.absnas.core.space.SpaceConfig;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.TrainingConfig;
import io.absnas.search.child.EvaluationConfig;
import java.util.Optional;

/**
 * The configuration of {@code abs search --algo spos|fairnas}.
 *
 * @param algo how the supernet is trained
 * @param seed of every random stream; the published searches have 0
 * @param seeds one run for each of them instead, in directories of their own
 * @param device where replicas and evaluators live: {@code cpu}, {@code cpu:N}, {@code gpu:I,...}
 *     or {@code auto}
 * @param space what is searched, full or shrunk
 * @param data images
 * @param training how the supernet is trained; an epoch is as many passes as there are batches
 * @param supernet a trained supernet instead
 * @param evolution which children are looked at
 * @param evaluation how a child is measured
 * @param jobs how often an evaluation that goes wrong is tried
 * @param checkpoint when the state is saved
 * @param log how often progress is reported
 */
public record SearchConfig(
    Algorithm algo,
    long seed,
    Optional<Seeds> seeds,
    String device,
    SpaceConfig space,
    DataConfig data,
    TrainingConfig training,
    Optional<SupernetConfig> supernet,
    EvolutionConfig evolution,
    EvaluationConfig evaluation,
    RetryPolicy jobs,
    CheckpointConfig checkpoint,
    LogConfig log) {
  /** Checks that all is there. */
  public SearchConfig {
    requireNonNull(algo, "algo is null");
    requireNonNull(seeds, "seeds is null");
    ComputeDevice.requireForm(device);
    requireNonNull(space, "space is null");
    requireNonNull(data, "data is null");
    requireNonNull(training, "training is null");
    requireNonNull(supernet, "supernet is null");
    requireNonNull(evolution, "evolution is null");
    requireNonNull(evaluation, "evaluation is null");
    requireNonNull(jobs, "jobs is null");
    requireNonNull(checkpoint, "checkpoint is null");
    requireNonNull(log, "log is null");
    if (training.laterEpochs().isPresent()) {
      throw new IllegalArgumentException(
          "training.later-epochs has no meaning in a search, whose training has one stage");
    }
  }

  /**
   * Merges all sources over the published settings of an algorithm; failures as for {@link
   * StrictYaml}.
   */
  public static ResolvedConfig<SearchConfig> resolve(Algorithm algorithm, ConfigSources sources) {
    return StrictYaml.resolve(
        sources.withDefaults(SearchConfig.class, algorithm.defaults()), SearchConfig.class);
  }

  /** Which images make a batch. */
  BatchPlan batchPlan() {
    return data.plan(training.batchSize());
  }

  /** Whether a supernet is trained. */
  boolean trains() {
    return supernet.isEmpty();
  }

  /** Whether images are needed. */
  boolean needsImages() {
    return trains() || evolution.fitness() == EvolutionConfig.Fitness.ACCURACY;
  }
}
