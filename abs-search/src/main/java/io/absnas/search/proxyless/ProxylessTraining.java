package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.EvaluationBatches;
import io.absnas.core.data.Unchanged;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.ProxylessSupernet;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.Accuracy;
import io.absnas.core.train.AlphaPaths;
import io.absnas.core.train.BatchNormRecalibration;
import io.absnas.core.train.EpochLoop;
import io.absnas.core.train.EvaluationListener;
import io.absnas.core.train.Evaluators;
import io.absnas.core.train.GateRecipe;
import io.absnas.core.train.GateSchedule;
import io.absnas.core.train.LoaderBatches;
import io.absnas.core.train.ReplicaNetworks;
import io.absnas.core.train.SmoothedCrossEntropy;
import io.absnas.core.train.StepMetrics;
import io.absnas.core.train.StepReport;
import io.absnas.core.train.StepRule;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.train.TrainingRecipe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warm-up and joint phase of a search: one {@link TrainingLoop}, epoch by epoch. */
final class ProxylessTraining {
  private static final Logger log = LoggerFactory.getLogger(ProxylessTraining.class);

  private final ProxylessConfig config;
  private final LayeredSpace space;
  private final Optional<Objective> objective;
  private final Session session;
  private final long stepsPerEpoch;
  private final long steps;
  private final GateRecipe gates;
  private final EpochReport report;
  private ProxylessProgress progress;

  /**
   * What belongs to one call of a run.
   *
   * @param data images
   * @param files of the run
   * @param records table of the architecture parameters
   * @param checkpoints where they go
   * @param metrics where scalars go
   * @param stopRequested asked after every step and before every batch of an evaluation
   */
  record Session(
      DataPair data,
      ProxylessFiles files,
      AlphaRecords records,
      CheckpointStore checkpoints,
      MetricLog metrics,
      BooleanSupplier stopRequested) {}

  /**
   * What a training that ran to its end leaves.
   *
   * @param found the architecture parameters
   * @param derived architectures
   * @param accuracies of each, with inherited weights
   * @param progress records
   * @param steps of the weights
   * @param updates of the architecture parameters
   */
  record Trained(
      PathProbabilities found,
      List<Derivation> derived,
      List<Accuracy> accuracies,
      ProxylessProgress progress,
      long steps,
      long updates) {}

  ProxylessTraining(
      ProxylessConfig config,
      LayeredSpace space,
      Optional<Objective> objective,
      Session session,
      ProxylessProgress progress) {
    this.config = requireNonNull(config, "config is null");
    this.space = requireNonNull(space, "space is null");
    this.objective = requireNonNull(objective, "objective is null");
    this.session = requireNonNull(session, "session is null");
    this.progress = requireNonNull(progress, "progress is null");
    this.stepsPerEpoch = config.batchPlan().stepsPerEpoch(session.data().training().size());
    this.steps = config.training().allEpochs() * stepsPerEpoch;
    this.gates = gates(config, objective, stepsPerEpoch);
    this.report = new EpochReport(space, objective, session.metrics());
  }

  private static GateRecipe gates(
      ProxylessConfig config, Optional<Objective> objective, long stepsPerEpoch) {
    return new GateRecipe(
        config.alphas().optimiser(),
        config.alphas().recipe(),
        objective.map(Objective::target),
        new GateSchedule(
            config.training().warmUpEpochs() * stepsPerEpoch,
            stepsPerEpoch,
            config.alphas().pattern()),
        RandomStreams.of(config.seed()));
  }

  /**
   * Trains to the end, or until a stop is asked for, with a checkpoint then.
   *
   * @param resumed where a checkpoint goes on
   * @return empty if it was stopped
   */
  Optional<Trained> run(Optional<ProxylessCheckpoint> resumed) {
    RandomStreams streams = RandomStreams.of(config.seed());
    long done = resumed.map(checkpoint -> checkpoint.state().step()).orElse(0L);
    DataPair data = session.data();
    try (ReplicaNetworks replicas =
            ReplicaNetworks.open(
                ComputeDevice.parse(config.device()), device -> network(streams, device));
        BatchLoader weights =
            config
                .data()
                .loader(data.training(), data.augmentation(), config.batchPlan(), streams);
        BatchLoader architecture =
            config
                .data()
                .loader(
                    data.heldOut(),
                    new Unchanged(data.augmentation().transform()),
                    config.heldOutPlan(data.heldOut().size()),
                    RandomStreams.of(streams.stream("architecture-images").nextLong()));
        TrainingLoop training =
            new TrainingLoop(
                replicas.list(),
                recipe(streams, (ProxylessSupernet) replicas.first()),
                LoaderBatches.start(weights, done),
                Optional.of(LoaderBatches.start(architecture, gates.updatesUntil(done))))) {
      resumed.ifPresent(checkpoint -> training.restore(checkpoint.state()));
      StepMetrics reports = new StepMetrics(session.metrics(), config.log(), log);
      if (progress.recorded() < 0) {
        record(training, Optional.empty());
      }
      EpochLoop epochs =
          new EpochLoop(
              training,
              space,
              stepsPerEpoch,
              steps,
              config.checkpoint().everySteps(),
              session.stopRequested());
      return epochs.run(
              new EpochLoop.Book(
                  () -> progress.recorded(),
                  step -> stepped(training, reports, step),
                  epoch -> ended(training, replicas.list(), epoch),
                  () ->
                      new ProxylessCheckpoint(progress, training.state())
                          .write(session.checkpoints())))
          ? finish(training, replicas.list())
          : Optional.empty();
    }
  }

  private ProxylessSupernet network(RandomStreams streams, ComputeDevice device) {
    return new ProxylessSupernet(
        space,
        config.training().initialisation(),
        config.alphas().start(),
        streams,
        device,
        DataType.FLOAT32);
  }

  private TrainingRecipe recipe(RandomStreams streams, ProxylessSupernet network) {
    return new TrainingRecipe(
        new StepRule.SinglePath(new AlphaPaths(network::alphas, streams)),
        config.training().sgd().settings(),
        config.training().rates(stepsPerEpoch),
        new SmoothedCrossEntropy(config.training().labelSmoothing()),
        new ForwardMode(BatchNormMode.TRAIN, config.training().amp()),
        Optional.empty(),
        Optional.of(gates));
  }

  private void stepped(TrainingLoop training, StepMetrics reports, StepReport step) {
    boolean logged = step.step() % config.log().everySteps() == 0;
    Map<String, Double> also = logged ? report.scalars(found(training)) : Map.of();
    double epoch = (double) step.step() / stepsPerEpoch;
    reports.stepped("search step", steps, epoch, step, also);
  }

  private boolean ended(TrainingLoop training, List<Network> replicas, int epoch) {
    Optional<ValidationScore> score = Optional.empty();
    int every = config.evaluation().everyEpochs();
    if (every > 0 && epoch % every == 0) {
      int[] argmax = found(training).argmax();
      score = evaluate(replicas, List.of(argmax)).map(all -> ValidationScore.of(epoch, all.get(0)));
      if (score.isEmpty()) {
        return false;
      }
    }
    record(training, score);
    return true;
  }

  /**
   * Decodes what evaluations need and is to be decoded once.
   *
   * @throws io.absnas.core.run.AbsException of kind FAILED if it cannot be kept, of kind INPUT if a
   *     picture cannot be read
   */
  static void prepareEvaluation(ProxylessConfig config, DataPair data) {
    validationBatches(config, data);
    recalibrationBatches(config, data);
  }

  private static EvaluationBatches validationBatches(ProxylessConfig config, DataPair data) {
    return data.shuffledHeldOutBatches(
        RandomStreams.of(config.seed()), config.evaluation().batchSize());
  }

  private static Optional<EvaluationBatches> recalibrationBatches(
      ProxylessConfig config, DataPair data) {
    ValidationConfig evaluation = config.evaluation();
    return evaluation.recalibrationImages() == 0
        ? Optional.empty()
        : Optional.of(
            data.recalibrationBatches(
                RandomStreams.of(config.seed()),
                evaluation.recalibrationImages(),
                evaluation.batchSize()));
  }

  /** Accuracies of architectures; empty if it was stopped. */
  private Optional<List<Accuracy>> evaluate(List<Network> replicas, List<int[]> architectures) {
    DataPair data = session.data();
    EvaluationBatches images = validationBatches(config, data);
    PathProbabilities names = new PathProbabilities(space, List.of());
    Optional<BatchNormRecalibration> recalibration =
        recalibrationBatches(config, data).map(BatchNormRecalibration::cumulative);
    try (Evaluators evaluators = new Evaluators(replicas.subList(0, 1), session.stopRequested())) {
      return evaluators.measure(
          architectures.stream().map(one -> SampledPath.of(names.architecture(one))).toList(),
          (evaluator, path) ->
              recalibration
                  .map(anew -> evaluator.accuracy(path, images, anew))
                  .orElseGet(() -> evaluator.accuracyByBatches(path, images)),
          EvaluationListener.NONE);
    }
  }

  private void record(TrainingLoop training, Optional<ValidationScore> score) {
    int epoch = Math.toIntExact(training.step() / stepsPerEpoch);
    PathProbabilities found = found(training);
    session.records().add(epoch, found);
    progress = progress.recordedUntil(epoch, score);
    report.ended(training.step(), epoch, epoch <= config.training().warmUpEpochs(), found, score);
  }

  private Optional<Trained> finish(TrainingLoop training, List<Network> replicas) {
    PathProbabilities found = found(training);
    List<Derivation> derived = Derivation.of(found, objective, config.rule());
    Optional<List<Accuracy>> accuracies =
        evaluate(replicas, derived.stream().map(Derivation::positions).toList());
    if (accuracies.isEmpty()) {
      return Optional.empty();
    }
    session.files().writeSupernet(space.id(), training.network().state());
    return Optional.of(
        new Trained(found, derived, accuracies.get(), progress, steps, gates.updatesUntil(steps)));
  }

  private PathProbabilities found(TrainingLoop training) {
    return new PathProbabilities(space, ((ProxylessSupernet) training.network()).alphas());
  }
}
