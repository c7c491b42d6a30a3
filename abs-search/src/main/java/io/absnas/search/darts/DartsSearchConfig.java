package io.absnas.search.darts;

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
import io.absnas.core.train.MixtureRecipe;
import java.util.Optional;

/**
 * The configuration of {@code abs search --algo darts|pdarts}.
 *
 * @param algo which search
 * @param seed of every random stream; the published searches have 2
 * @param seeds one run for each of them instead, in directories of their own
 * @param device where replicas live: {@code cpu}, {@code cpu:N}, {@code gpu:I,...} or {@code auto}
 * @param space a DARTS space, full or shrunk: the ops of every edge
 * @param data images; those to train on are divided by {@code training.share}
 * @param stages networks
 * @param training of the weights
 * @param alphas training of the architecture parameters
 * @param evaluation of the network on the way
 * @param derivation of the genotype
 * @param checkpoint when the state is saved
 * @param log how often progress is reported
 */
public record DartsSearchConfig(
    DartsAlgorithm algo,
    long seed,
    Optional<Seeds> seeds,
    String device,
    SpaceConfig space,
    DataConfig data,
    StagesConfig stages,
    WeightsConfig training,
    AlphasConfig alphas,
    HalvesEvaluationConfig evaluation,
    DerivationConfig derivation,
    CheckpointConfig checkpoint,
    LogConfig log) {
  /** Checks that all is there and fits. */
  public DartsSearchConfig {
    requireNonNull(algo, "algo is null");
    requireNonNull(seeds, "seeds is null");
    ComputeDevice.requireForm(device);
    requireNonNull(space, "space is null");
    requireNonNull(data, "data is null");
    requireNonNull(stages, "stages is null");
    requireNonNull(training, "training is null");
    requireNonNull(alphas, "alphas is null");
    requireNonNull(evaluation, "evaluation is null");
    requireNonNull(derivation, "derivation is null");
    requireNonNull(checkpoint, "checkpoint is null");
    requireNonNull(log, "log is null");
    if (algo == DartsAlgorithm.DARTS && stages.count() > 1) {
      throw new IllegalArgumentException(
          "stages.cells has %d entries, darts has one stage".formatted(stages.count()));
    }
    if (algo == DartsAlgorithm.PDARTS && alphas.order() == MixtureRecipe.Order.SECOND) {
      throw new IllegalArgumentException("alphas.order is second, pdarts has the first order only");
    }
    if (alphas.order() == MixtureRecipe.Order.SECOND && training.sgd().nesterov()) {
      throw new IllegalArgumentException(
          "training.sgd.nesterov is true, must be false with alphas.order: second, which looks"
              + " through a step of plain momentum");
    }
  }

  /**
   * Merges all sources over the published settings of an algorithm; failures as for {@link
   * StrictYaml}.
   */
  public static ResolvedConfig<DartsSearchConfig> resolve(
      DartsAlgorithm algorithm, ConfigSources sources) {
    return StrictYaml.resolve(withDefaults(algorithm, sources), DartsSearchConfig.class);
  }

  /** Number of stages that the sources say, before anything is checked. */
  public static int stages(DartsAlgorithm algorithm, ConfigSources sources) {
    return StrictYaml.entries(withDefaults(algorithm, sources), "stages.cells");
  }

  private static ConfigSources withDefaults(DartsAlgorithm algorithm, ConfigSources sources) {
    return sources.withDefaults(DartsSearchConfig.class, algorithm.defaults());
  }

  /** Which images make a batch. */
  BatchPlan batchPlan() {
    return data.plan(training.batchSize());
  }
}
