package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.DataConfig;
import io.absnas.core.data.LastBatch;
import io.absnas.core.run.CheckpointConfig;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.LogConfig;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.Seeds;
import io.absnas.core.run.StrictYaml;
import io.absnas.core.space.SpaceConfig;
import io.absnas.core.tensor.ComputeDevice;
import java.util.Optional;

/**
 * The configuration of {@code abs search --algo proxyless}.
 *
 * @param algo {@code proxyless}
 * @param seed of every random stream
 * @param seeds one run for each of them instead, in directories of their own
 * @param device where replicas live: {@code cpu}, {@code cpu:N}, {@code gpu:I,...} or {@code auto}
 * @param space a layered space, full or shrunk
 * @param data images: those to train on for the weights, those held out for the architecture
 * @param training of the weights
 * @param alphas training of the architecture parameters
 * @param objective a cost that is aimed at, if one is
 * @param evaluation on the way
 * @param derivation of the architecture
 * @param checkpoint when the state is saved
 * @param log how often progress is reported
 */
public record ProxylessConfig(
    String algo,
    long seed,
    Optional<Seeds> seeds,
    String device,
    SpaceConfig space,
    DataConfig data,
    WeightsConfig training,
    PathAlphasConfig alphas,
    Optional<ObjectiveConfig> objective,
    ValidationConfig evaluation,
    PathDerivationConfig derivation,
    CheckpointConfig checkpoint,
    LogConfig log) {
  /** The name of the search. */
  public static final String ALGO = "proxyless";

  private static final String DEFAULTS = "search-proxyless-defaults.yaml";

  /** Checks that all is there. */
  public ProxylessConfig {
    requireNonNull(seeds, "seeds is null");
    ComputeDevice.requireForm(device);
    requireNonNull(space, "space is null");
    requireNonNull(data, "data is null");
    requireNonNull(training, "training is null");
    requireNonNull(alphas, "alphas is null");
    requireNonNull(objective, "objective is null");
    requireNonNull(evaluation, "evaluation is null");
    requireNonNull(derivation, "derivation is null");
    requireNonNull(checkpoint, "checkpoint is null");
    requireNonNull(log, "log is null");
    if (!algo.equals(ALGO)) {
      throw new IllegalArgumentException("algo is " + algo + ", must be " + ALGO);
    }
  }

  /** Merges all sources over the published settings; failures as for {@link StrictYaml}. */
  public static ResolvedConfig<ProxylessConfig> resolve(ConfigSources sources) {
    return StrictYaml.resolve(
        sources.withDefaults(ProxylessConfig.class, DEFAULTS), ProxylessConfig.class);
  }

  /** Which images make a batch of the weights. */
  BatchPlan batchPlan() {
    return data.plan(training.batchSize());
  }

  /** Which images make a batch of the architecture parameters. */
  BatchPlan heldOutPlan(int images) {
    LastBatch last = images < alphas.batchSize() ? LastBatch.KEEP : LastBatch.DROP;
    return new BatchPlan(alphas.batchSize(), alphas.draw(), last);
  }

  /** The rule whose architecture comes first. */
  PathDerivationConfig.Rule rule() {
    return objective.isPresent() ? derivation.rule() : PathDerivationConfig.Rule.ARGMAX;
  }
}
