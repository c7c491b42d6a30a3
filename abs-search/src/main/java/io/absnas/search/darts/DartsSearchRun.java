package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.data.ImageCounts;
import io.absnas.core.data.ImageSource;
import io.absnas.core.estimate.RunEstimate;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.ProcessMemory;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.DerivableLists;
import io.absnas.core.space.Design;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.ResumedInputs;
import io.absnas.core.train.RunProvenance;
import io.absnas.core.train.SupernetChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code abs search --algo darts|pdarts}: from a configuration to a run directory with a
 * genotype.
 *
 * <p>Checks come in the order configuration, data, devices.
 */
public final class DartsSearchRun {
  private static final Logger log = LoggerFactory.getLogger(DartsSearchRun.class);

  /** Keys that say where and how fast, not what. */
  static final List<String> MAY_DIFFER = RunOptions.placeAndPace("derivation.warn-skip-connects");

  /** Two reductions with strides of 2. */
  private static final int SIDE_UNIT = 4;

  private final ResolvedConfig<DartsSearchConfig> config;
  private final DartsSearchConfig values;
  private final CellSpace space;
  private final DartsStages stages;
  private final List<String> command;
  private @Nullable DataPair opened;
  private @Nullable Halves halves;
  private @Nullable DartsCheckpoint resumed;

  /**
   * Checks the configuration.
   *
   * @param command command line as typed, for provenance
   * @throws AbsException of kind USAGE or INPUT
   */
  public DartsSearchRun(ResolvedConfig<DartsSearchConfig> config, List<String> command) {
    this.config = requireNonNull(config, "config is null");
    this.values = config.value();
    this.command = List.copyOf(command);
    this.space = space(config);
    this.stages = new DartsStages(values, space);
  }

  private static CellSpace space(ResolvedConfig<DartsSearchConfig> config) {
    SearchSpace found = config.value().space().resolve();
    if (!(found instanceof CellSpace cells) || !Design.takesGenotypes(found)) {
      throw config.failure(
          ExitCode.USAGE,
          "space",
          "is %s, must be of DARTS' kind: darts, darts-cifar, darts@tiny or one shrunk from them"
              .formatted(found.id()));
    }
    DerivableLists.problem(cells.choices())
        .ifPresent(
            problem -> {
              throw config.failure(ExitCode.INPUT, "space", "is " + found.id() + ": " + problem);
            });
    if (config.value().data().side() % SIDE_UNIT != 0) {
      throw config.failure(
          ExitCode.USAGE,
          "data.side",
          "is %d, must be a multiple of %d: two reductions halve the maps"
              .formatted(config.value().data().side(), SIDE_UNIT));
    }
    for (int epochs : config.value().stages().epochs()) {
      SupernetChecks.requireSchedule(
          config,
          "training.learning-rate",
          () -> config.value().training().learningRate().scheduleOfSteps(epochs, 1));
    }
    if (config.value().data().channels() != found.inputChannels()) {
      throw config.failure(
          ExitCode.USAGE, "data.channels", "is 1, but networks of DARTS cells read 3");
    }
    return cells;
  }

  /** How the run directory is opened: the keys that a resumed run may change, and own files. */
  public static RunOptions options(RunOptions.Existing existing) {
    return new RunOptions(existing, MAY_DIFFER, DartsFiles.OWN);
  }

  /**
   * What the run would do; opens the data set. Where the data set is not there, {@code data.images}
   * stands in.
   *
   * @throws AbsException of kind INPUT if the data set is wrong, or neither it nor {@code
   *     data.images} is there
   */
  public DartsPlan plan() {
    int classes = missing().isPresent() ? space.classes() : data().training().classes();
    return DartsPlan.of(
        values, stages.network(0, stages.everything(), classes), images(), missing());
  }

  private Optional<String> missing() {
    return Datasets.missing(values.data());
  }

  private ImageCounts images() {
    Optional<String> missing = missing();
    if (missing.isEmpty()) {
      return ImageCounts.of(data());
    }
    if (values.data().images().isEmpty()) {
      throw new AbsException(
          ExitCode.INPUT, missing.get() + "; data.images=N plans without the images");
    }
    return ImageCounts.assumed(values.data(), space.classes());
  }

  /**
   * What the run would take, found by a rehearsal on its devices, which leaves nothing.
   *
   * @throws AbsException of kind DEVICE if a device is not there
   */
  public RunEstimate estimate() {
    ImageCounts images = images();
    int classes = missing().isPresent() ? space.classes() : data().training().classes();
    List<StageNetwork> networks = new ArrayList<>();
    for (SearchedOps ops : DartsEstimate.ops(stages.everything(), values.stages())) {
      networks.add(stages.network(networks.size(), ops, classes));
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return DartsEstimate.of(
        values,
        images,
        new DartsRehearsal(values, networks, Optional.ofNullable(opened), temporary).run(),
        RunEstimate.Limits.now(values.data().workers()));
  }

  /**
   * Opens the data set, looks for the devices and decodes what is to be decoded once, so that what
   * is missing is said before there is a run directory.
   *
   * @throws AbsException of kind INPUT, USAGE, DEVICE or FAILED
   */
  public void prepare() {
    Halves halves = halves();
    int devices = ComputeDevice.parse(values.device()).size();
    for (ImageSource half : List.of(halves.weights(), halves.architecture())) {
      SupernetChecks.requireShares(
          config,
          "training.batch-size",
          values.batchPlan(),
          half.size(),
          devices,
          space.lastSide());
    }
    halves.prepare(values.evaluation(), Collections.max(values.stages().epochs()));
  }

  /**
   * Looks at a run that is to go on, before anything of it changes.
   *
   * @throws AbsException of kind CHECKPOINT if its checkpoint is damaged or of another search, or
   *     the images are others
   */
  public void checkResumed(RunDirectory directory) {
    CheckpointStore checkpoints =
        new CheckpointStore(directory.checkpoints(), values.checkpoint().keep());
    Optional<DartsCheckpoint> newest = DartsCheckpoint.newest(checkpoints, values);
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
  public DartsOutcome run(RunDirectory directory, BooleanSupplier stopRequested) {
    CheckpointStore checkpoints =
        new CheckpointStore(directory.checkpoints(), values.checkpoint().keep());
    if (directory.resumed() && this.resumed == null) {
      checkResumed(directory);
    }
    Optional<DartsCheckpoint> resumed = Optional.ofNullable(this.resumed);
    DataPair data = data();
    MetricLog.cutAfter(directory, resumed.map(DartsCheckpoint::step).orElse(-1L));
    resumed.ifPresent(checkpoint -> log.info("resumed after step {}", checkpoint.step()));
    DartsProgress start =
        resumed
            .map(DartsCheckpoint::progress)
            .orElseGet(
                () ->
                    DartsProgress.start(
                        values.algo(),
                        0,
                        0,
                        stages.everything(),
                        space.operations(),
                        Optional.empty()));
    try (MetricLog metrics = MetricLog.open(directory, Clock.systemUTC())) {
      new RunProvenance(command, values.seed(), config.sha256(), values.device(), builtOn())
          .write(directory, data);
      StageTraining.Session session =
          new StageTraining.Session(
              halves(),
              new DartsFiles(directory.root()),
              new EpochRecords(directory.root(), start.stage(), start.recorded()),
              checkpoints,
              metrics,
              stopRequested);
      Optional<DartsStages.Last> last = stages.run(session, start, resumed);
      DartsOutcome outcome =
          last.isPresent()
              ? new DartsOutcome.Finished(write(session, last.get()))
              : new DartsOutcome.Interrupted();
      ProcessMemory.now()
          .ifPresent(
              memory ->
                  log.info(
                      "memory of the process: at most {} ({} MiB)",
                      ProcessMemory.text(memory.peakBytes()),
                      memory.peakBytes() >> 20));
      return outcome;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DartsSearchResult write(StageTraining.Session session, DartsStages.Last last) {
    DartsSearchResult result =
        new FoundGenotype(config, space, last.stage(), last.end())
            .result(data().training().fingerprint(), builtOn());
    session.files().writeGenotype(Genotype.parse(result.genotype()), last.end().alphas());
    session.files().writeResult(result);
    return result;
  }

  private List<Provenance.BuiltOn> builtOn() {
    String file = values.space().file();
    return file == null ? List.of() : List.of(Provenance.BuiltOn.of("space", file));
  }

  private Halves halves() {
    Halves known = halves;
    if (known == null) {
      known = Halves.of(data(), values.training().share(), values.data().splitSeed());
      halves = known;
    }
    return known;
  }

  private DataPair data() {
    DataPair data = opened;
    if (data == null) {
      data = Datasets.open(values.data());
      opened = data;
    }
    return data;
  }
}
