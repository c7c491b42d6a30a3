package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.data.ImageCounts;
import io.absnas.core.flops.Cost;
import io.absnas.core.flops.CostModel;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.ProcessMemory;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.Accuracy;
import io.absnas.core.train.ResumedInputs;
import io.absnas.core.train.RunProvenance;
import io.absnas.core.train.SupernetChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code abs search --algo proxyless}: from a configuration to a run directory with
 * architectures.
 *
 * <p>Checks come in the order configuration, feasibility, data, devices.
 */
public final class ProxylessRun {
  private static final Logger log = LoggerFactory.getLogger(ProxylessRun.class);

  /** Keys that say where and how fast, not what. */
  static final List<String> MAY_DIFFER = RunOptions.placeAndPace();

  private final ResolvedConfig<ProxylessConfig> config;
  private final ProxylessConfig values;
  private final LayeredSpace space;
  private final Optional<Objective> objective;
  private final List<String> command;
  private @Nullable DataPair opened;
  private @Nullable ProxylessCheckpoint resumed;

  /**
   * Checks the configuration and proves that the target can be reached.
   *
   * @param command command line as typed, for provenance
   * @throws AbsException of kind USAGE, INPUT or INFEASIBLE
   */
  public ProxylessRun(ResolvedConfig<ProxylessConfig> config, List<String> command) {
    this.config = requireNonNull(config, "config is null");
    this.values = config.value();
    this.command = List.copyOf(command);
    SearchSpace found = values.space().resolve();
    if (!(found instanceof LayeredSpace layered)) {
      throw config.failure(
          ExitCode.USAGE,
          "space",
          "is %s, must be a layered space: mobilenet-gpu-21, mobilenet-cpu-19, one of their @tiny twins, or one shrunk from them"
              .formatted(found.id()));
    }
    this.space = layered;
    SupernetChecks.requireInput(config, space, values.data());
    WeightsConfig training = values.training();
    SupernetChecks.requireSchedule(
        config,
        "training.warm-up-rate",
        () -> training.warmUpRate().scheduleOfSteps(Math.max(1, training.warmUpEpochs()), 1));
    SupernetChecks.requireSchedule(
        config,
        "training.learning-rate",
        () -> training.learningRate().scheduleOfSteps(training.epochs(), 1));
    this.objective = Objective.of(config, space);
  }

  /** How the run directory is opened: the keys that a resumed run may change, and own files. */
  public static RunOptions options(RunOptions.Existing existing) {
    return new RunOptions(existing, MAY_DIFFER, ProxylessFiles.OWN);
  }

  /**
   * What the run would do; opens the data set, starts no engine. Where the data set is not there,
   * {@code data.images} stands in.
   *
   * @throws AbsException of kind INPUT if the data set is wrong, or neither it nor {@code
   *     data.images} is there
   */
  public ProxylessPlan plan() {
    Optional<String> missing = Datasets.missing(values.data());
    ImageCounts images;
    if (missing.isPresent() && values.data().images().isPresent()) {
      images = ImageCounts.assumed(values.data(), space.classes());
    } else if (missing.isPresent()) {
      throw new AbsException(
          ExitCode.INPUT, missing.get() + "; data.images=N plans without the images");
    } else {
      images = ImageCounts.of(data());
    }
    requireUpdates(images.training());
    return ProxylessPlan.of(values, space, objective, images, missing);
  }

  /**
   * Opens the data set, looks for the devices and decodes what is to be decoded once, so that what
   * is missing is said before there is a run directory.
   *
   * @throws AbsException of kind INPUT, USAGE, DEVICE or FAILED
   */
  public void prepare() {
    DataPair data = data();
    values.heldOutPlan(data.heldOut().size()).stepsPerEpoch(data.heldOut().size());
    int devices = ComputeDevice.parse(values.device()).size();
    int held = data.heldOut().size();
    SupernetChecks.requireShares(
        config,
        "training.batch-size",
        values.batchPlan(),
        data.training().size(),
        devices,
        space.lastSide());
    SupernetChecks.requireShares(
        config, "alphas.batch-size", values.heldOutPlan(held), held, devices, space.lastSide());
    requireUpdates(data.training().size());
    data.prepareTraining();
    ProxylessTraining.prepareEvaluation(values, data);
  }

  /** A search that never updates the architecture would derive it from its random start. */
  private void requireUpdates(int trainingImages) {
    int epochs = values.training().epochs();
    if (epochs < 2) {
      throw config.failure(
          ExitCode.USAGE,
          "training.epochs",
          "is %d, must be at least 2: the first epoch after the warm-up trains weights alone"
              .formatted(epochs));
    }
    long stepsPerEpoch = values.batchPlan().stepsPerEpoch(trainingImages);
    if (values.alphas().pattern().done(stepsPerEpoch, stepsPerEpoch) == 0) {
      throw config.failure(
          ExitCode.USAGE,
          "alphas.gradient.every-steps",
          "is %d, must be at most the %d steps of an epoch, each of which counts anew, or the"
                  .formatted(values.alphas().gradient().everySteps(), stepsPerEpoch)
              + " architecture is never trained; a smaller training.batch-size gives more steps");
    }
  }

  /**
   * Looks at a run that is to go on, before anything of it changes.
   *
   * @throws AbsException of kind CHECKPOINT if its checkpoint is damaged, or images or files are
   *     others
   */
  public void checkResumed(RunDirectory directory) {
    CheckpointStore checkpoints =
        new CheckpointStore(directory.checkpoints(), values.checkpoint().keep());
    Optional<ProxylessCheckpoint> newest = ProxylessCheckpoint.newest(checkpoints);
    if (newest.isPresent()) {
      ResumedInputs.of(directory).requireFiles(builtOn()).requireImages(data());
      resumed = newest.get();
    }
  }

  /**
   * Runs, or goes on from the newest whole checkpoint that {@link #checkResumed} found.
   *
   * @param stopRequested asked after every training step and before every batch of an evaluation,
   *     by any thread; true ends the run with a checkpoint
   */
  public ProxylessOutcome run(RunDirectory directory, BooleanSupplier stopRequested) {
    CheckpointStore checkpoints =
        new CheckpointStore(directory.checkpoints(), values.checkpoint().keep());
    if (directory.resumed() && this.resumed == null) {
      checkResumed(directory);
    }
    Optional<ProxylessCheckpoint> resumed = Optional.ofNullable(this.resumed);
    DataPair data = data();
    MetricLog.cutAfter(directory, resumed.map(one -> one.state().step()).orElse(-1L));
    resumed.ifPresent(one -> log.info("resumed after step {}", one.state().step()));
    ProxylessProgress start =
        resumed.map(ProxylessCheckpoint::progress).orElse(ProxylessProgress.START);
    try (MetricLog metrics = MetricLog.open(directory, Clock.systemUTC())) {
      new RunProvenance(command, values.seed(), config.sha256(), values.device(), builtOn())
          .write(directory, data);
      ProxylessFiles files = new ProxylessFiles(directory.root());
      ProxylessTraining.Session session =
          new ProxylessTraining.Session(
              data,
              files,
              new AlphaRecords(directory.root(), start.recorded()),
              checkpoints,
              metrics,
              stopRequested);
      Optional<ProxylessTraining.Trained> end =
          new ProxylessTraining(values, space, objective, session, start).run(resumed);
      logMemory();
      if (end.isEmpty()) {
        return new ProxylessOutcome.Interrupted();
      }
      ProxylessResult result = result(end.get(), data);
      files.writeResult(result);
      result.objective().flatMap(ProxylessResult.Aim::missed).ifPresent(this::warnOfAim);
      return new ProxylessOutcome.Finished(result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void warnOfAim(String missed) {
    log.warn(
        "{}: the cost weighs little beside the images; rule constrained heeds it, {} presses more",
        missed,
        values.alphas().method() == PathAlphasConfig.Method.GRADIENT
            ? "alphas.gradient.term=add-linear with a larger alphas.gradient.lambda"
            : "a larger alphas.reinforce.tradeoff");
  }

  private static void logMemory() {
    ProcessMemory.now()
        .ifPresent(
            memory ->
                log.info(
                    "memory of the process: at most {} ({} MiB)",
                    ProcessMemory.text(memory.peakBytes()),
                    memory.peakBytes() >> 20));
  }

  private ProxylessResult result(ProxylessTraining.Trained end, DataPair data) {
    List<ProxylessResult.Found> found = new ArrayList<>();
    for (int i = 0; i < end.derived().size(); i++) {
      found.add(found(end.found(), end.derived().get(i), end.accuracies().get(i)));
    }
    return new ProxylessResult(
        ProxylessResult.FORMAT,
        ProxylessResult.KIND,
        ProxylessConfig.ALGO,
        id(values.alphas().method()),
        id(values.alphas().gradient().mode()),
        space.id(),
        space.size(),
        values
            .objective()
            .map(
                aim ->
                    new ProxylessResult.Aim(
                        id(aim.target()),
                        aim.reference(),
                        objective.orElseThrow().target().costs().of(end.found().probabilities()))),
        found,
        end.found().entropy(),
        values.training().warmUpEpochs() * values.batchPlan().stepsPerEpoch(data.training().size()),
        end.steps(),
        end.updates(),
        end.progress().evaluation(),
        config.sha256Without(MAY_DIFFER),
        data.training().fingerprint(),
        data.heldOut().fingerprint(),
        builtOn());
  }

  private ProxylessResult.Found found(
      PathProbabilities probabilities, Derivation derived, Accuracy accuracy) {
    Architecture architecture = probabilities.architecture(derived.positions());
    Cost cost = CostModel.of(space).of(architecture);
    return new ProxylessResult.Found(
        space.encode(architecture),
        derived.ruleId(),
        probabilities.logProbability(derived.positions()),
        objective.map(one -> one.cost(derived.positions())),
        objective.map(one -> one.contains(derived.positions())),
        accuracy.top1(),
        accuracy.top5(),
        accuracy.images(),
        cost.tableFlops(),
        cost.multiplyAdds(),
        cost.parameters());
  }

  private static String id(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private List<Provenance.BuiltOn> builtOn() {
    List<Provenance.BuiltOn> files = new ArrayList<>();
    String file = values.space().file();
    if (file != null) {
      files.add(Provenance.BuiltOn.of("space", file));
    }
    values
        .objective()
        .flatMap(ObjectiveConfig::table)
        .ifPresent(table -> files.add(Provenance.BuiltOn.of("latency", table)));
    return List.copyOf(files);
  }

  private DataPair data() {
    DataPair data = opened;
    if (data == null) {
      data = Datasets.open(values.data());
      SupernetChecks.require(config, space, data);
      opened = data;
    }
    return data;
  }
}
