package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.data.ImageCounts;
import io.absnas.core.estimate.RunEstimate;
import io.absnas.core.nn.Network;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.ProcessMemory;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.LoaderBatches;
import io.absnas.core.train.ReplicaNetworks;
import io.absnas.core.train.ResumedInputs;
import io.absnas.core.train.RunProvenance;
import io.absnas.core.train.Snapshots;
import io.absnas.core.train.SupernetChecks;
import io.absnas.core.train.TrainingLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code abs shrink}: from a configuration to a run directory with the shrunk space.
 *
 * <p>Checks come in the order configuration, feasibility, data, devices.
 */
public final class ShrinkRun {
  private static final Logger log = LoggerFactory.getLogger(ShrinkRun.class);

  private final ResolvedConfig<ShrinkConfig> config;
  private final ShrinkConfig values;
  private final SearchSpace space;
  private final List<String> command;
  private @Nullable DataPair opened;
  private @Nullable ShrinkState resumed;

  /**
   * Checks the configuration and proves that the FLOPs window can be met.
   *
   * @param command command line as typed, for provenance
   * @throws AbsException of kind USAGE, INPUT or INFEASIBLE
   */
  public ShrinkRun(ResolvedConfig<ShrinkConfig> config, List<String> command) {
    this.config = requireNonNull(config, "config is null");
    this.command = List.copyOf(command);
    this.values = config.value();
    this.space = values.space().resolve();
    ShrinkChecks checks = new ShrinkChecks(config, space);
    checks.check();
    checks.checkThatSomethingIsDropped();
  }

  /** How the run directory is opened: the keys that a resumed run may change, and own files. */
  public static RunOptions options(RunOptions.Existing existing) {
    return new RunOptions(
        existing,
        RunOptions.placeAndPace("scoring.threads"),
        List.of(ShrinkFiles.SPACE, ShrinkFiles.WEIGHTS, ShrinkFiles.BASE, Snapshots.FILES));
  }

  /**
   * What the run would do; opens the data set, starts no engine. Where the data set is not there,
   * {@code data.images} stands in.
   *
   * @throws AbsException of kind INPUT if the data set is wrong, or neither it nor {@code
   *     data.images} is there
   */
  public ShrinkPlan plan() {
    Optional<String> missing = Datasets.missing(values.data());
    if (missing.isPresent() && values.data().images().isPresent()) {
      ImageCounts assumed = ImageCounts.assumed(values.data(), space.classes());
      return ShrinkPlan.of(values, space, assumed, missing);
    }
    if (missing.isPresent()) {
      throw new AbsException(
          ExitCode.INPUT, missing.get() + "; data.images=N plans without the images");
    }
    return ShrinkPlan.of(values, space, ImageCounts.of(openData()), Optional.empty());
  }

  /**
   * What the run would take, found by a rehearsal on its devices; takes about half a minute for a
   * large network on a CPU, and leaves nothing.
   *
   * @throws AbsException of kind DEVICE if a device is not there
   */
  public RunEstimate estimate() {
    ShrinkPlan plan = plan();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Rehearsed rehearsed =
        new Rehearsal(values, space, plan.mostSteps(), Optional.ofNullable(opened), temporary)
            .run();
    return ShrinkEstimate.of(
        values, plan, rehearsed, RunEstimate.Limits.now(values.data().workers()));
  }

  /**
   * Opens the data set, looks for the devices and decodes what is to be decoded once, so that what
   * is missing is said before there is a run directory.
   *
   * @throws AbsException of kind INPUT, USAGE or DEVICE
   */
  public void prepare() {
    DataPair data = openData();
    SupernetChecks.requireShares(
        config,
        "training.batch-size",
        values.batchPlan(),
        data.training().size(),
        ComputeDevice.parse(values.device()).size(),
        space.lastSide());
    if (values.evaluation().children() > 0) {
      SupernetChecks.requireRecalibration(
          config,
          values.evaluation().recalibrationImages(),
          values.evaluation().batchSize(),
          space.lastSide());
    }
    SupernetMeasures.prepare(values, data);
  }

  /**
   * Looks at a run that is to go on, before anything of it changes.
   *
   * @throws AbsException of kind CHECKPOINT if its checkpoint is damaged or of another space, or
   *     the images are others
   */
  public void checkResumed(RunDirectory directory) {
    CheckpointStore checkpoints =
        new CheckpointStore(directory.checkpoints(), values.checkpoint().keep());
    Optional<ShrinkState> newest = ShrinkCheckpoint.newest(checkpoints, space);
    if (newest.isPresent()) {
      ResumedInputs.of(directory).requireFiles(builtOn()).requireImages(openData());
      resumed = newest.get();
    }
  }

  /**
   * Runs, or goes on from the newest whole checkpoint that {@link #checkResumed} found.
   *
   * @param stopRequested asked after every step, while scoring, and before every batch of an
   *     evaluation, by any thread; true ends the run with a checkpoint
   */
  public ShrinkOutcome run(RunDirectory directory, BooleanSupplier stopRequested) {
    DataPair data = openData();
    List<ComputeDevice> devices = ComputeDevice.parse(values.device());
    CheckpointStore checkpoints =
        new CheckpointStore(directory.checkpoints(), values.checkpoint().keep());
    if (directory.resumed() && this.resumed == null) {
      checkResumed(directory);
    }
    Optional<ShrinkState> resumed = Optional.ofNullable(this.resumed);
    try (ReplicaNetworks networks = values.networks(space, devices)) {
      new RunProvenance(command, values.seed(), config.sha256(), values.device(), builtOn())
          .write(directory, data);
      return run(directory, data, networks.list(), checkpoints, resumed, stopRequested);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ShrinkOutcome run(
      RunDirectory directory,
      DataPair data,
      List<Network> networks,
      CheckpointStore checkpoints,
      Optional<ShrinkState> resumed,
      BooleanSupplier stopRequested)
      throws IOException {
    RandomStreams streams = RandomStreams.of(values.seed());
    BatchPlan batches = values.batchPlan();
    long stepsPerEpoch = batches.stepsPerEpoch(data.training().size());
    ShrinkSettings settings = values.settings(space, stepsPerEpoch);
    long stepsDone = resumed.map(state -> state.training().step()).orElse(0L);
    MetricLog.cutAfter(directory, resumed.isPresent() ? stepsDone : -1);
    resumed.ifPresent(state -> log.info("resumed after step {}", state.training().step()));
    try (BatchLoader loader =
            values.data().loader(data.training(), data.augmentation(), batches, streams);
        MagnitudeImages held = new MagnitudeImages(values, data, streams);
        MetricLog metrics = MetricLog.open(directory, Clock.systemUTC());
        TrainingLoop training =
            new TrainingLoop(
                networks,
                values.recipe(space, stepsPerEpoch),
                LoaderBatches.start(loader, stepsDone),
                held.from(stepsDone))) {
      ShrinkFiles files = new ShrinkFiles(directory.root(), config.sha256(), builtOn());
      Snapshots snapshots = new Snapshots(directory.root(), values.snapshots(), Map.of());
      if (stepsDone == 0) {
        snapshots.offer(0, training.network()::state);
      }
      RunOutput output =
          new RunOutput(files, snapshots, checkpoints, metrics, values.log(), settings);
      ShrinkLoop loop =
          new ShrinkLoop(
              space,
              settings,
              new SupernetMeasures(values, training.networks(), data),
              training,
              output,
              stopRequested);
      resumed.ifPresent(loop::restore);
      ShrinkOutcome outcome = loop.run();
      if (outcome instanceof ShrinkOutcome.Finished finished) {
        files.writeResult(space, finished, data);
      }
      ProcessMemory.now()
          .ifPresent(
              memory ->
                  log.info(
                      "memory of the process: at most {} ({} MiB)",
                      ProcessMemory.text(memory.peakBytes()),
                      memory.peakBytes() >> 20));
      return outcome;
    }
  }

  private DataPair openData() {
    DataPair data = opened;
    if (data == null) {
      data = Datasets.open(values.data());
      new ShrinkChecks(config, space).check(data);
      int found = data.training().size();
      values
          .data()
          .images()
          .filter(images -> images != found)
          .ifPresent(
              images ->
                  log.warn(
                      "data.images is {}, but {} images to train on are there, which count",
                      images,
                      found));
      opened = data;
    }
    return data;
  }

  private List<Provenance.BuiltOn> builtOn() {
    String file = values.space().file();
    return file == null ? List.of() : List.of(Provenance.BuiltOn.of("space", file));
  }
}
