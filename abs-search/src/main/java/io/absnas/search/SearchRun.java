package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.data.ImageCounts;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.RuntimeInfo;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.ReplicaNetworks;
import io.absnas.core.train.ResumedInputs;
import io.absnas.core.train.RunProvenance;
import io.absnas.core.train.SupernetChecks;
import io.absnas.search.child.ChildImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code abs search --algo spos|fairnas}: from a configuration to a run directory with the best
 * architectures.
 *
 * <p>Checks come in the order configuration, feasibility, data, devices.
 */
public final class SearchRun {
  private static final Logger log = LoggerFactory.getLogger(SearchRun.class);

  /** Keys that say where and how fast, not what. */
  static final List<String> MAY_DIFFER = RunOptions.placeAndPace("evaluation.cache", "jobs");

  private final ResolvedConfig<SearchConfig> config;
  private final SearchConfig values;
  private final SearchSpace space;
  private final SearchChecks checks;
  private final List<String> command;
  private @Nullable DataPair opened;
  private SearchCheckpoint.@Nullable Stage resumed;

  /**
   * Checks the configuration and proves that the FLOPs window can be met.
   *
   * @param command command line as typed, for provenance
   * @throws AbsException of kind USAGE, INPUT or INFEASIBLE
   */
  public SearchRun(ResolvedConfig<SearchConfig> config, List<String> command) {
    this.config = requireNonNull(config, "config is null");
    this.command = List.copyOf(command);
    this.values = config.value();
    this.space = values.space().resolve();
    this.checks = new SearchChecks(config, space);
    checks.check();
  }

  /** How the run directory is opened: the keys that a resumed run may change, and own files. */
  public static RunOptions options(RunOptions.Existing existing) {
    return new RunOptions(
        existing,
        MAY_DIFFER,
        List.of(
            SearchFiles.SUPERNET,
            SearchFiles.INITIAL,
            SearchFiles.ARCHITECTURES,
            SearchJobs.FILE,
            SearchStatus.FILE));
  }

  /**
   * What the run would do; opens the data set, starts no engine. Where the data set is not there,
   * {@code data.images} stands in.
   *
   * @throws AbsException of kind INPUT if the data set is wrong, or neither it nor {@code
   *     data.images} is there
   */
  public SearchPlan plan() {
    Optional<String> missing =
        values.needsImages() ? Datasets.missing(values.data()) : Optional.empty();
    Optional<ImageCounts> images;
    if (missing.isPresent() && values.data().images().isPresent()) {
      images = Optional.of(ImageCounts.assumed(values.data(), space.classes()));
    } else if (missing.isPresent()) {
      throw new AbsException(
          ExitCode.INPUT, missing.get() + "; data.images=N plans without the images");
    } else {
      images = data().map(ImageCounts::of);
    }
    return SearchPlan.of(values, space, checks.feasibility(), images, missing);
  }

  /**
   * Opens the data set, looks for the devices and decodes what is to be decoded once, so that what
   * is missing is said before there is a run directory.
   *
   * @param evaluates whether children are evaluated in this process
   * @throws AbsException of kind INPUT, USAGE or DEVICE
   */
  public void prepare(boolean evaluates) {
    Optional<DataPair> data = data();
    if (data.isPresent()) {
      int devices = ComputeDevice.parse(values.device()).size();
      if (values.trains()) {
        SupernetChecks.requireShares(
            config,
            "training.batch-size",
            values.batchPlan(),
            data.get().training().size(),
            devices,
            space.lastSide());
        data.get().prepareTraining();
      }
      if (values.evolution().fitness() == EvolutionConfig.Fitness.ACCURACY) {
        SupernetChecks.requireRecalibration(
            config,
            values.evaluation().recalibrationImages(),
            values.evaluation().recalibrationBatchSize(),
            space.lastSide());
        if (evaluates) {
          ChildImages.of(values.evaluation(), data.get(), RandomStreams.of(values.seed()));
        }
      }
    }
  }

  /**
   * Looks at a run that is to go on, before anything of it changes.
   *
   * @throws AbsException of kind CHECKPOINT if its checkpoint is damaged or of another space, or
   *     images or files are others
   */
  public void checkResumed(RunDirectory directory) {
    CheckpointStore checkpoints =
        new CheckpointStore(directory.checkpoints(), values.checkpoint().keep());
    Optional<SearchCheckpoint.Stage> newest = SearchCheckpoint.newest(checkpoints, space);
    if (newest.isPresent()) {
      ResumedInputs begun = ResumedInputs.of(directory).requireFiles(SearchInputs.of(values));
      data().ifPresent(begun::requireImages);
      resumed = newest.get();
    }
  }

  /**
   * Runs, or goes on from the newest whole checkpoint that {@link #checkResumed} found.
   *
   * @param elsewhere where children are evaluated; absent: in this process
   * @param stopRequested asked after every training step and before every batch of an evaluation,
   *     by any thread; true ends the run with a checkpoint
   */
  public SearchOutcome run(
      RunDirectory directory, Optional<EvaluationPlace> elsewhere, BooleanSupplier stopRequested) {
    CheckpointStore checkpoints =
        new CheckpointStore(directory.checkpoints(), values.checkpoint().keep());
    if (directory.resumed() && resumed == null) {
      checkResumed(directory);
    }
    Optional<SearchCheckpoint.Stage> stage = Optional.ofNullable(resumed);
    Optional<DataPair> data = data();
    MetricLog.cutAfter(directory, stage.map(SearchRun::step).orElse(-1L));
    stage.ifPresent(one -> log.info("resumed after step {}", step(one)));
    SearchFiles files = new SearchFiles(directory.root());
    try (MetricLog metrics = MetricLog.open(directory, Clock.systemUTC())) {
      SearchSession session =
          new SearchSession(directory, files, checkpoints, metrics, elsewhere, stopRequested);
      if (data.isEmpty()) {
        writeProvenance(directory);
        return searchOf(session).byAngle(supernetOf(files, stage), stage);
      }
      provenance().write(directory, data.get());
      return run(session, data.get(), stage);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long step(SearchCheckpoint.Stage stage) {
    return stage instanceof SearchCheckpoint.Stage.Training training
        ? training.state().step()
        : SearchCheckpoint.step((SearchCheckpoint.Stage.Searching) stage);
  }

  private SearchOutcome run(
      SearchSession session, DataPair data, Optional<SearchCheckpoint.Stage> stage) {
    Optional<Supernet> supernet =
        values.trains() && !(stage.orElse(null) instanceof SearchCheckpoint.Stage.Searching)
            ? train(session, data, stage)
            : Optional.of(supernetOf(session.files(), stage));
    if (supernet.isEmpty()) {
      return new SearchOutcome.Interrupted();
    }
    return values.evolution().fitness() == EvolutionConfig.Fitness.ANGLE
        ? searchOf(session).byAngle(supernet.get(), stage)
        : searchOf(session).byAccuracy(supernet.get(), stage);
  }

  private SupernetSearch searchOf(SearchSession session) {
    return new SupernetSearch(config, space, checks.feasibility(), data(), session);
  }

  private Optional<Supernet> train(
      SearchSession session, DataPair data, Optional<SearchCheckpoint.Stage> stage) {
    try (ReplicaNetworks networks = SupernetSearch.networks(space, values)) {
      return new SupernetTraining(
              values,
              space,
              data,
              session.files(),
              session.checkpoints(),
              session.metrics(),
              session.stopRequested())
          .run(
              networks.list(),
              stage
                  .filter(SearchCheckpoint.Stage.Training.class::isInstance)
                  .map(SearchCheckpoint.Stage.Training.class::cast));
    }
  }

  /** A supernet that is trained already: given by files, or trained earlier by this run. */
  private Supernet supernetOf(SearchFiles files, Optional<SearchCheckpoint.Stage> stage) {
    return values
        .supernet()
        .map(Supernet::of)
        .orElseGet(
            () -> Supernet.of(files, (SearchCheckpoint.Stage.Searching) stage.orElseThrow()));
  }

  private RunProvenance provenance() {
    return new RunProvenance(
        command, values.seed(), config.sha256(), values.device(), SearchInputs.of(values));
  }

  /** Of a run without images and engine. */
  private void writeProvenance(RunDirectory directory) throws IOException {
    provenance().write(directory, RuntimeInfo.of(Optional.empty(), "none", 1, Instant.now()));
  }

  /** The data set; absent if nothing of the run needs it. */
  private Optional<DataPair> data() {
    if (!values.needsImages()) {
      return Optional.empty();
    }
    DataPair data = opened;
    if (data == null) {
      data = Datasets.open(values.data());
      checks.check(data);
      opened = data;
    }
    return Optional.of(data);
  }
}
