package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.EvaluationBatches;
import io.absnas.core.nn.Network;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.train.ConfusionMatrix;
import io.absnas.core.train.LoaderBatches;
import io.absnas.core.train.Snapshots;
import io.absnas.core.train.StepListener;
import io.absnas.core.train.StepMetrics;
import io.absnas.core.train.StepReport;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightsId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The training of a stand-alone network, as {@link TrainingLoop} does it, with evaluations. */
final class NetworkTraining {
  private static final Logger log = LoggerFactory.getLogger(NetworkTraining.class);

  private final TrainConfig config;
  private final NetworkPlan network;
  private final DataPair data;
  private final TrainFiles files;
  private final CheckpointStore checkpoints;
  private final MetricLog metrics;
  private final BooleanSupplier stopRequested;
  private final EvaluationTimes times;
  private final EvaluationBatches heldOut;
  private final Snapshots snapshots;
  private TrainProgress progress;
  private Optional<NamedTensors> bestWeights;

  /**
   * A training at its start or where a checkpoint left it.
   *
   * @param start what is known before
   * @param bestWeights those of its best evaluation
   */
  NetworkTraining(
      TrainConfig config,
      NetworkPlan network,
      DataPair data,
      TrainFiles files,
      CheckpointStore checkpoints,
      MetricLog metrics,
      BooleanSupplier stopRequested,
      TrainProgress start,
      Optional<NamedTensors> bestWeights) {
    this.config = requireNonNull(config, "config is null");
    this.network = requireNonNull(network, "network is null");
    this.data = requireNonNull(data, "data is null");
    this.files = requireNonNull(files, "files is null");
    this.checkpoints = requireNonNull(checkpoints, "checkpoints is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.stopRequested = requireNonNull(stopRequested, "stopRequested is null");
    this.times = config.times(data.training().size());
    this.heldOut = data.heldOutBatches(config.evaluation().batchSize());
    this.snapshots = files.snapshots(config.snapshots(), network);
    this.progress = requireNonNull(start, "start is null");
    this.bestWeights = requireNonNull(bestWeights, "bestWeights is null");
  }

  /**
   * What a training that ran to its end leaves.
   *
   * @param progress its evaluations, the last one of the last weights
   * @param last weights to evaluate: the average where one is kept
   * @param best those of the best evaluation
   */
  record Trained(TrainProgress progress, NamedTensors last, NamedTensors best) {}

  /**
   * Trains to the end, or until a stop is asked for, with a checkpoint then.
   *
   * @param replicas with the weights that training starts from
   * @return empty if it was stopped
   */
  Optional<Trained> run(List<Network> replicas, Optional<TrainCheckpoint> resumed) {
    RandomStreams streams = RandomStreams.of(config.seed());
    long done = resumed.map(checkpoint -> checkpoint.state().step()).orElse(0L);
    try (BatchLoader loader =
            config
                .data()
                .loader(
                    data.training(),
                    data.augmentation(),
                    config.batchPlan(),
                    streams,
                    config.training().mixup());
        TrainingLoop training =
            new TrainingLoop(
                replicas,
                config.training().recipe(streams, times.stepsPerEpoch()),
                LoaderBatches.start(loader, done))) {
      resumed.ifPresent(checkpoint -> training.restore(checkpoint.state()));
      if (done == 0) {
        snapshots.offer(0, training::result);
      }
      bestWeights.ifPresent(weights -> files.writeWeights(TrainFiles.BEST, weights, network));
      StepMetrics reports = new StepMetrics(metrics, config.log(), log);
      StepListener listener = report -> stepped(training, reports, report);
      while (training.step() < times.steps() || !progress.evaluated(training.step())) {
        boolean due = times.due(training.step()) && !progress.evaluated(training.step());
        if (due) {
          if (!evaluate(training, replicas)) {
            checkpoint(training);
            return Optional.empty();
          }
        } else {
          training.run(network.space(), times.next(training.step()), listener);
        }
        if (stopRequested.getAsBoolean() && training.step() < times.steps()) {
          checkpoint(training);
          return Optional.empty();
        }
      }
      return Optional.of(new Trained(progress, training.result(), bestWeights.orElseThrow()));
    }
  }

  private StepListener.Decision stepped(
      TrainingLoop training, StepMetrics reports, StepReport report) {
    double epoch = (double) report.step() / times.stepsPerEpoch();
    reports.stepped("training step", times.steps(), epoch, report, Map.of());
    // Before any checkpoint of this step, so that a run that goes on from it has the file.
    if (report.step() % times.stepsPerEpoch() == 0) {
      snapshots.offer(report.step() / times.stepsPerEpoch(), training::result);
    }
    if (stopRequested.getAsBoolean()) {
      return StepListener.Decision.STOP;
    }
    // After an evaluation there is a checkpoint anyhow, and only one of them may stand for a step.
    if (report.step() % config.checkpoint().everySteps() == 0 && !times.due(report.step())) {
      checkpoint(training);
    }
    return StepListener.Decision.CONTINUE;
  }

  /** False if it was stopped; nothing is left of it then. */
  private boolean evaluate(TrainingLoop training, List<Network> replicas) {
    long step = training.step();
    NamedTensors weights = training.result();
    boolean averaged = config.training().ema().isPresent();
    Optional<ConfusionMatrix> counts =
        averaged
            ? NetworkEvaluation.of(replicas, weights, heldOut, stopRequested)
            : NetworkEvaluation.of(replicas, heldOut, stopRequested);
    if (counts.isEmpty()) {
      return false;
    }
    Score score = Score.of(step, counts.get().accuracy(), WeightsId.of(weights));
    boolean best = progress.isBest(score);
    progress = progress.with(score, data.heldOut().fingerprint());
    files.writeWeights(TrainFiles.LAST, weights, network);
    if (best) {
      bestWeights = Optional.of(weights);
      files.writeWeights(TrainFiles.BEST, weights, network);
    }
    double epoch = (double) step / times.stepsPerEpoch();
    metrics.append(
        step, epoch, Map.of("evaluation/top-1", score.top1(), "evaluation/top-5", score.top5()));
    log.info(
        "step={} epoch={} {}{}",
        step,
        String.format(Locale.ROOT, "%.2f", epoch),
        score.text(),
        best ? ", the best so far" : "");
    checkpoint(training);
    return true;
  }

  private void checkpoint(TrainingLoop training) {
    new TrainCheckpoint(training.state(), progress, bestWeights).write(checkpoints);
  }
}
