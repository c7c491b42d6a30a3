package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.EvaluationBatches;
import io.absnas.core.data.ImageSource;
import io.absnas.core.nn.DartsSearchNetwork;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Alphas;
import io.absnas.core.space.Genotype;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.Accuracy;
import io.absnas.core.train.EpochLoop;
import io.absnas.core.train.EvaluationListener;
import io.absnas.core.train.Evaluators;
import io.absnas.core.train.Fit;
import io.absnas.core.train.LoaderBatches;
import io.absnas.core.train.ReplicaNetworks;
import io.absnas.core.train.StepMetrics;
import io.absnas.core.train.StepReport;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.train.TrainingState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stage of a search: {@link TrainingLoop} on a network of its own, epoch by epoch. */
final class StageTraining {
  private static final Logger log = LoggerFactory.getLogger(StageTraining.class);

  private final StageNetwork stage;
  private final DartsSearchConfig config;
  private final Session session;
  private final long stepsPerEpoch;
  private final long steps;
  private DartsProgress progress;

  /**
   * What the stages of a run share.
   *
   * @param halves images
   * @param files of the run
   * @param records tables of all epochs
   * @param checkpoints where they go
   * @param metrics where scalars go
   * @param stopRequested asked after every step and before every batch of an evaluation
   */
  record Session(
      Halves halves,
      DartsFiles files,
      EpochRecords records,
      CheckpointStore checkpoints,
      MetricLog metrics,
      BooleanSupplier stopRequested) {}

  StageTraining(StageNetwork stage, Session session, DartsProgress progress) {
    this.stage = requireNonNull(stage, "stage is null");
    this.config = stage.config();
    this.session = requireNonNull(session, "session is null");
    this.progress = requireNonNull(progress, "progress is null");
    this.stepsPerEpoch = config.batchPlan().stepsPerEpoch(session.halves().weights().size());
    this.steps = stage.epochs() * stepsPerEpoch;
  }

  /** What a stage that ran to its end leaves. */
  record Trained(Alphas alphas, DartsProgress progress, long steps) {}

  /**
   * Trains to the end of the stage, or until a stop is asked for, with a checkpoint then.
   *
   * @param resumed state of this stage, where a checkpoint has one
   * @return empty if it was stopped
   */
  Optional<Trained> run(Optional<TrainingState> resumed) {
    RandomStreams streams = stage.streams();
    long done = resumed.map(TrainingState::step).orElse(0L);
    long weightSteps = stage.weightEpochs() * stepsPerEpoch;
    try (ReplicaNetworks replicas =
            ReplicaNetworks.open(ComputeDevice.parse(config.device()), stage::open);
        BatchLoader weights = loader(session.halves().weights(), streams);
        BatchLoader architecture =
            loader(
                session.halves().architecture(),
                RandomStreams.of(streams.stream("architecture-images").nextLong()));
        TrainingLoop training =
            new TrainingLoop(
                replicas.list(),
                stage.recipe(
                    stepsPerEpoch,
                    weightSteps,
                    config.training().learningRate().scheduleOfSteps(steps, stepsPerEpoch)),
                LoaderBatches.start(weights, done),
                Optional.of(LoaderBatches.start(architecture, Math.max(0, done - weightSteps))))) {
      resumed.ifPresent(training::restore);
      StepMetrics reports = new StepMetrics(session.metrics(), config.log(), log);
      if (progress.recorded() < 0) {
        record(training, Optional.empty());
      }
      EpochLoop epochs =
          new EpochLoop(
              training,
              stage.space(),
              stepsPerEpoch,
              steps,
              config.checkpoint().everySteps(),
              session.stopRequested());
      if (!epochs.run(
          new EpochLoop.Book(
              () -> progress.recorded(),
              report -> stepped(reports, report),
              epoch -> ended(training, replicas.list(), epoch),
              () ->
                  new DartsCheckpoint(progress, training.state()).write(session.checkpoints())))) {
        return Optional.empty();
      }
      Alphas alphas = alphas(training);
      session.files().writeStage(stage, training.network().state(), alphas);
      return Optional.of(new Trained(alphas, progress, steps));
    }
  }

  private BatchLoader loader(ImageSource images, RandomStreams streams) {
    return config
        .data()
        .loader(images, session.halves().augmentation(), config.batchPlan(), streams);
  }

  private void stepped(StepMetrics reports, StepReport report) {
    StepReport ofRun = report.after(progress.stepsBefore());
    String what =
        config.stages().count() == 1
            ? "search step"
            : "step of stage %d of %d".formatted(stage.number() + 1, config.stages().count());
    double epoch = (double) report.step() / stepsPerEpoch;
    reports.stepped(what, progress.stepsBefore() + steps, epoch, ofRun, Map.of());
  }

  private boolean ended(TrainingLoop training, List<Network> replicas, int epoch) {
    Optional<StageScore> score = Optional.empty();
    if (epoch > stage.epochs() - config.evaluation().epochs(stage.epochs())) {
      score = evaluate(replicas, epoch);
      if (score.isEmpty()) {
        return false;
      }
    }
    record(training, score);
    return true;
  }

  private Optional<StageScore> evaluate(List<Network> replicas, int epoch) {
    Optional<RandomStreams> draws =
        config.evaluation().augmented()
            ? Optional.of(RandomStreams.of(stage.streams().stream("evaluation", epoch).nextLong()))
            : Optional.empty();
    EvaluationBatches images = session.halves().evaluation(config.evaluation().batchSize(), draws);
    try (Evaluators evaluators = new Evaluators(replicas.subList(0, 1), session.stopRequested())) {
      return evaluators
          .measure(
              List.of(SampledPath.WHOLE),
              (evaluator, path) -> evaluator.fit(path, images),
              EvaluationListener.NONE)
          .map(found -> score(epoch, found.get(0)));
    }
  }

  private StageScore score(int epoch, Fit fit) {
    Accuracy accuracy = fit.accuracy();
    return new StageScore(
        stage.number(), epoch, accuracy.images(), fit.loss(), accuracy.top1(), accuracy.top5());
  }

  /** Takes down architecture parameters and genotype as they are. */
  private void record(TrainingLoop training, Optional<StageScore> score) {
    int epoch = Math.toIntExact(training.step() / stepsPerEpoch);
    Alphas alphas = alphas(training);
    Genotype genotype = config.algo().genotype(alphas, config.derivation().maxSkipConnects());
    int skips = SkipConnects.of(genotype);
    session.records().add(stage.number(), epoch, alphas, genotype, skips);
    progress = progress.recordedUntil(epoch, score);
    if (epoch > 0) {
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("architecture/skip-connects", (double) skips);
      score.ifPresent(
          one -> {
            values.put("evaluation/loss", one.loss());
            values.put("evaluation/top-1", one.top1());
            values.put("evaluation/top-5", one.top5());
          });
      values.putAll(AlphaScalars.of(alphas));
      session.metrics().append(progress.stepsBefore() + training.step(), epoch, values);
    }
    log.info(
        "stage={} epoch={} skip-connects={}{} {}",
        stage.number() + 1,
        epoch,
        skips,
        score
            .map(
                one ->
                    String.format(
                        Locale.ROOT,
                        " loss %.4f, top-1 %.2f %%, top-5 %.2f %% of the images for the"
                            + " architecture,",
                        one.loss(),
                        100 * one.top1(),
                        100 * one.top5()))
            .orElse(""),
        genotype.format());
    if (skips > config.derivation().warnSkipConnects()) {
      log.warn(
          "the normal cell has {} skip connections, more than derivation.warn-skip-connects ({}):"
              + " searches that collapse end with many",
          skips,
          config.derivation().warnSkipConnects());
    }
  }

  private static Alphas alphas(TrainingLoop training) {
    return ((DartsSearchNetwork) training.network()).alphas();
  }
}
