package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.DataPair;
import io.absnas.core.nn.Network;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.LoaderBatches;
import io.absnas.core.train.StepListener;
import io.absnas.core.train.StepMetrics;
import io.absnas.core.train.StepReport;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightsId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The training of a new supernet on a full or shrunk space, as {@link TrainingLoop} does it. */
final class SupernetTraining {
  private static final Logger log = LoggerFactory.getLogger(SupernetTraining.class);

  private final SearchConfig config;
  private final SearchSpace space;
  private final DataPair data;
  private final SearchFiles files;
  private final CheckpointStore checkpoints;
  private final MetricLog metrics;
  private final BooleanSupplier stopRequested;

  SupernetTraining(
      SearchConfig config,
      SearchSpace space,
      DataPair data,
      SearchFiles files,
      CheckpointStore checkpoints,
      MetricLog metrics,
      BooleanSupplier stopRequested) {
    this.config = requireNonNull(config, "config is null");
    this.space = requireNonNull(space, "space is null");
    this.data = requireNonNull(data, "data is null");
    this.files = requireNonNull(files, "files is null");
    this.checkpoints = requireNonNull(checkpoints, "checkpoints is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.stopRequested = requireNonNull(stopRequested, "stopRequested is null");
  }

  /** Number of steps of the training of a configuration. */
  static long steps(SearchConfig config, SearchSpace space, int trainingImages) {
    return config
        .training()
        .steps(config.batchPlan().stepsPerEpoch(trainingImages), config.training().passes(space));
  }

  /**
   * Trains to the end, or until a stop is asked for, with a checkpoint then.
   *
   * @param networks replicas with the weights that training starts from
   * @return the supernet, its weights and those that it started from written to files; empty if it
   *     was stopped
   */
  Optional<Supernet> run(
      List<Network> networks, Optional<SearchCheckpoint.Stage.Training> resumed) {
    RandomStreams streams = RandomStreams.of(config.seed());
    long batches = config.batchPlan().stepsPerEpoch(data.training().size());
    int passes = config.training().passes(space);
    long steps = steps(config, space, data.training().size());
    Supernet.Initial initial = initial(networks.get(0), resumed);
    long done = resumed.map(training -> training.state().step()).orElse(0L);
    try (BatchLoader loader =
            config
                .data()
                .loader(data.training(), data.augmentation(), config.batchPlan(), streams);
        TrainingLoop training =
            new TrainingLoop(
                networks,
                config.training().recipe(streams, batches, passes),
                LoaderBatches.start(loader, done))) {
      resumed.ifPresent(stage -> training.restore(stage.state()));
      StepMetrics reports = new StepMetrics(metrics, config.log(), log);
      training.run(
          space,
          steps,
          report -> {
            double epoch = (double) report.step() * passes / batches;
            reports.stepped("supernet step", steps, epoch, report, Map.of());
            return decide(training, initial.id(), report, steps);
          });
      if (training.step() < steps) {
        checkpoint(training, initial.id());
        return Optional.empty();
      }
      NamedTensors weights = training.network().state();
      files.writeWeights(SearchFiles.SUPERNET, weights);
      log.info("supernet trained: {} steps of {} pass(es)", steps, passes);
      return Optional.of(new Supernet(weights, WeightsId.of(weights), Optional.of(initial), steps));
    }
  }

  /** The weights before the first step; a resumed run has them in a file. */
  private Supernet.Initial initial(
      Network network, Optional<SearchCheckpoint.Stage.Training> resumed) {
    if (resumed.isPresent()) {
      String id = resumed.get().initialId();
      return new Supernet.Initial(files.readWeights(SearchFiles.INITIAL, id), id);
    }
    NamedTensors weights = network.state();
    files.writeWeights(SearchFiles.INITIAL, weights);
    return new Supernet.Initial(weights, WeightsId.of(weights));
  }

  private StepListener.Decision decide(
      TrainingLoop training, String initialId, StepReport report, long steps) {
    if (report.step() >= steps) {
      return StepListener.Decision.CONTINUE;
    }
    if (stopRequested.getAsBoolean()) {
      return StepListener.Decision.STOP;
    }
    if (report.step() % config.checkpoint().everySteps() == 0) {
      checkpoint(training, initialId);
    }
    return StepListener.Decision.CONTINUE;
  }

  private void checkpoint(TrainingLoop training, String initialId) {
    SearchCheckpoint.write(
        checkpoints, new SearchCheckpoint.Stage.Training(initialId, training.state()));
  }
}
