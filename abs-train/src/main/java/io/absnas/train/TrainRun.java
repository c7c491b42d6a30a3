package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.data.EvaluationBatches;
import io.absnas.core.data.HeldOutPart;
import io.absnas.core.data.ImageCounts;
import io.absnas.core.estimate.RunEstimate;
import io.absnas.core.nn.Network;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.ConfusionMatrix;
import io.absnas.core.train.ReplicaNetworks;
import io.absnas.core.train.ResumedInputs;
import io.absnas.core.train.RunProvenance;
import io.absnas.core.train.Snapshots;
import io.absnas.core.weights.NamedTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code abs train}: from a configuration to a run directory with trained weights.
 *
 * <p>Checks come in the order configuration, data, devices.
 */
public final class TrainRun {
  private static final Logger log = LoggerFactory.getLogger(TrainRun.class);

  /** Keys that say where and how fast, not what. */
  static final List<String> MAY_DIFFER = RunOptions.placeAndPace("network.result");

  /** Keys that a user may change on purpose; never what is trained. */
  private static final List<String> ON_PURPOSE = List.of("seed", "data", "training", "evaluation");

  private final ResolvedConfig<TrainConfig> config;
  private final TrainConfig values;
  private final NetworkPlan network;
  private final TrainChecks checks;
  private final List<String> command;
  private @Nullable DataPair opened;
  private @Nullable DataPair openedTest;
  private @Nullable TrainCheckpoint resumed;

  /**
   * Checks the configuration.
   *
   * @param command command line as typed, for provenance
   * @throws AbsException of kind USAGE, INPUT or INFEASIBLE
   */
  public TrainRun(ResolvedConfig<TrainConfig> config, List<String> command) {
    this.config = requireNonNull(config, "config is null");
    this.command = List.copyOf(command);
    this.values = config.value();
    this.network = NetworkPlan.of(config);
    this.checks = new TrainChecks(config, network);
    checks.check();
  }

  /**
   * How the run directory is opened: the keys that a resumed run may change, and own files.
   *
   * @param configChange whether a resumed run may change how it trains
   */
  public static RunOptions options(RunOptions.Existing existing, boolean configChange) {
    List<String> mayDiffer = new ArrayList<>(MAY_DIFFER);
    if (configChange) {
      mayDiffer.addAll(ON_PURPOSE);
    }
    return new RunOptions(
        existing,
        mayDiffer,
        List.of(TrainFiles.BEST, TrainFiles.LAST, Snapshots.FILES),
        configChange
            ? "space and network are what is trained"
            : "--allow-config-change goes on all the same");
  }

  /**
   * What the run would do; opens the data set, starts no engine. Where the data set is not there,
   * {@code data.images} stands in.
   *
   * @throws AbsException of kind INPUT if the data set is wrong, or neither it nor {@code
   *     data.images} is there
   */
  public TrainPlan plan() {
    Optional<String> missing = Datasets.missing(values.data());
    ImageCounts images;
    if (missing.isPresent() && values.data().images().isPresent()) {
      images = ImageCounts.assumed(values.data(), network.space().classes());
    } else if (missing.isPresent()) {
      throw new AbsException(
          ExitCode.INPUT, missing.get() + "; data.images=N plans without the images");
    } else {
      images = ImageCounts.of(data());
    }
    return TrainPlan.of(values, network, images, missing);
  }

  /**
   * Measures on the devices of the configuration what the run will take; {@link #plan} comes first.
   *
   * @throws AbsException of kind DEVICE if a device is not there
   */
  public RunEstimate estimate(TrainPlan plan) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Rehearsed rehearsed =
        new TrainRehearsal(values, network, Optional.ofNullable(opened), temporary).run();
    return TrainEstimate.of(
        values, plan, rehearsed, RunEstimate.Limits.now(values.data().workers()));
  }

  /**
   * Opens the data set, looks for the devices and decodes what is to be decoded once, so that what
   * is missing is said before there is a run directory.
   *
   * @throws AbsException of kind INPUT, USAGE or DEVICE
   */
  public void prepare() {
    DataPair data = data();
    if (values.evaluation().test()) {
      testData();
    }
    checks.check(data, ComputeDevice.parse(values.device()).size());
    data.prepareTraining();
    data.heldOutBatches(values.evaluation().batchSize());
  }

  /**
   * Checks that an earlier run can go on: {@link #prepare} comes first, {@link #run} goes on where
   * this found it.
   *
   * @throws AbsException of kind CHECKPOINT if its checkpoint is damaged or of something else, or
   *     the images are others; USAGE if it has gone on for longer than it should
   */
  public void checkResumed(RunDirectory directory) {
    CheckpointStore checkpoints =
        new CheckpointStore(directory.checkpoints(), values.checkpoint().keep());
    Optional<TrainCheckpoint> newest = TrainCheckpoint.newest(checkpoints, network.text());
    if (newest.isEmpty()) {
      return;
    }
    ResumedInputs.of(directory).requireFiles(Inputs.builtOn(values)).requireTraining(data());
    String heldOut = data().heldOut().fingerprint();
    Optional<String> before = newest.get().progress().evaluatedOn();
    if (before.isPresent() && !before.get().equals(heldOut)) {
      throw new AbsException(
          ExitCode.CHECKPOINT,
          "%s: the run was evaluated on images of fingerprint %s, the data set now has %s"
              .formatted(directory.root(), before.get(), heldOut));
    }
    long done = newest.get().state().step();
    long steps = values.times(data().training().size()).steps();
    if (done > steps) {
      throw config.failure(
          ExitCode.USAGE,
          values.training().steps().isPresent() ? "training.steps" : "training.epochs",
          "means %d steps, but the run that is resumed has made %d".formatted(steps, done));
    }
    resumed = newest.get();
  }

  /**
   * Runs, or goes on from the newest whole checkpoint that {@link #checkResumed} found.
   *
   * @param stopRequested asked after every training step and before every batch of an evaluation,
   *     by any thread; true ends the run with a checkpoint
   */
  public TrainOutcome run(RunDirectory directory, BooleanSupplier stopRequested) {
    CheckpointStore checkpoints =
        new CheckpointStore(directory.checkpoints(), values.checkpoint().keep());
    if (directory.resumed() && this.resumed == null) {
      checkResumed(directory);
    }
    Optional<TrainCheckpoint> resumed = Optional.ofNullable(this.resumed);
    DataPair data = data();
    long step = resumed.map(checkpoint -> checkpoint.state().step()).orElse(-1L);
    MetricLog.cutAfter(directory, step);
    resumed.ifPresent(checkpoint -> log.info("resumed after step {}", step));
    String hash = config.sha256Without(MAY_DIFFER);
    TrainProgress start =
        resumed
            .map(checkpoint -> checkpoint.progress().under(hash, step))
            .orElseGet(() -> TrainProgress.start(network.text(), hash));
    try (MetricLog metrics = MetricLog.open(directory, Clock.systemUTC())) {
      new RunProvenance(command, values.seed(), config.sha256(), values.device(), builtOn())
          .write(directory, data);
      TrainFiles files = new TrainFiles(directory.root());
      try (ReplicaNetworks replicas = replicas()) {
        Optional<NetworkTraining.Trained> trained =
            new NetworkTraining(
                    values,
                    network,
                    data,
                    files,
                    checkpoints,
                    metrics,
                    stopRequested,
                    start,
                    resumed.flatMap(TrainCheckpoint::bestWeights))
                .run(replicas.list(), resumed);
        return trained
            .flatMap(end -> finish(end, replicas.list(), data, files, stopRequested))
            .<TrainOutcome>map(TrainOutcome.Finished::new)
            .orElseGet(TrainOutcome.Interrupted::new);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ReplicaNetworks replicas() {
    RandomStreams streams = RandomStreams.of(values.seed());
    return ReplicaNetworks.open(
        ComputeDevice.parse(values.device()), device -> network.open(streams, device));
  }

  /** Empty if a stop was asked for; a checkpoint is there already. */
  private Optional<TrainResult> finish(
      NetworkTraining.Trained trained,
      List<Network> replicas,
      DataPair data,
      TrainFiles files,
      BooleanSupplier stopRequested) {
    Optional<TrainResult.OnTest> onTest = Optional.empty();
    if (values.evaluation().test()) {
      EvaluationBatches test = testData().heldOutBatches(values.evaluation().batchSize());
      Optional<Score> last =
          score(
              trained.progress().last().orElseThrow(),
              trained.last(),
              replicas,
              test,
              stopRequested);
      Optional<Score> best =
          last.isEmpty()
              ? Optional.empty()
              : score(
                  trained.progress().best().orElseThrow(),
                  trained.best(),
                  replicas,
                  test,
                  stopRequested);
      if (best.isEmpty()) {
        return Optional.empty();
      }
      onTest = Optional.of(new TrainResult.OnTest(last.orElseThrow(), best.get()));
      log.info("test images, last weights: {}", onTest.get().last().text());
      log.info("test images, best weights: {}", onTest.get().best().text());
    }
    TrainResult result =
        result(trained.progress(), onTest, data, NetworkPlan.countedMultiplyAdds(replicas.get(0)));
    files.writeWeights(TrainFiles.LAST, trained.last(), network);
    files.writeWeights(TrainFiles.BEST, trained.best(), network);
    files.writeResult(result);
    return Optional.of(result);
  }

  /** The same weights on other images. */
  private static Optional<Score> score(
      Score before,
      NamedTensors weights,
      List<Network> replicas,
      EvaluationBatches images,
      BooleanSupplier stopRequested) {
    return NetworkEvaluation.of(replicas, weights, images, stopRequested)
        .map(ConfusionMatrix::accuracy)
        .map(accuracy -> Score.of(before.step(), accuracy, before.weightsId()));
  }

  private TrainResult result(
      TrainProgress progress,
      Optional<TrainResult.OnTest> onTest,
      DataPair data,
      long multiplyAdds) {
    EvaluationTimes times = values.times(data.training().size());
    return new TrainResult(
        TrainResult.FORMAT,
        TrainResult.KIND,
        network.space().id(),
        network.text(),
        network.cost().tableFlops(),
        multiplyAdds,
        network.cost().parameters(),
        values.training().totalEpochs(times.stepsPerEpoch()),
        times.steps(),
        values.data().heldOut() == HeldOutPart.TEST ? "test" : "validation",
        progress.last().orElseThrow(),
        progress.best().orElseThrow(),
        onTest,
        values.training().ema().isPresent(),
        config.sha256Without(MAY_DIFFER),
        progress.earlier(),
        data.training().fingerprint(),
        data.heldOut().fingerprint(),
        onTest.map(scores -> testData().heldOut().fingerprint()),
        data.skippedImages(),
        builtOn());
  }

  private List<Provenance.BuiltOn> builtOn() {
    return Inputs.builtOn(values);
  }

  private DataPair data() {
    DataPair data = opened;
    if (data == null) {
      data = Datasets.open(values.data());
      checks.check(data);
      opened = data;
    }
    return data;
  }

  private DataPair testData() {
    DataPair data = openedTest;
    if (data == null) {
      data = Datasets.open(values.data().onTestFiles());
      openedTest = data;
    }
    return data;
  }
}
