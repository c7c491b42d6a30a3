package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Networks;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.BuildInfo;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.RuntimeInfo;
import io.absnas.core.run.Sha256;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.TensorEngine;
import io.absnas.core.train.LoaderBatches;
import io.absnas.core.train.TrainingLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    new ShrinkChecks(config, space).check();
  }

  /** How the run directory is opened: the keys that a resumed run may change, and own files. */
  public static RunOptions options(RunOptions.Existing existing) {
    return new RunOptions(
        existing,
        List.of(
            "device",
            "data.dir",
            "data.threads",
            "data.prefetch",
            "data.files.test-dir",
            "data.files.train-list",
            "data.files.held-out-list",
            "data.files.decoder",
            "data.files.cache",
            "scoring.threads",
            "checkpoint",
            "log"),
        List.of(ShrinkFiles.SPACE, ShrinkFiles.WEIGHTS, ShrinkFiles.BASE));
  }

  /** What the run would do; opens the data set, starts no engine. */
  public ShrinkPlan plan() {
    DataPair data = openData();
    return ShrinkPlan.of(values, space, data.training().size(), data.heldOut().size());
  }

  /**
   * Opens the data set and looks for the devices, so that what is missing is said before there is a
   * run directory.
   *
   * @throws AbsException of kind INPUT, USAGE or DEVICE
   */
  public void prepare() {
    openData();
    ComputeDevice.parse(values.device());
  }

  /**
   * Runs, or goes on from the newest whole checkpoint if the directory was opened to resume.
   *
   * @param stopRequested asked after every step, while scoring, and before every batch of an
   *     evaluation, by any thread; true ends the run with a checkpoint
   */
  public ShrinkOutcome run(RunDirectory directory, BooleanSupplier stopRequested) {
    DataPair data = openData();
    List<ComputeDevice> devices = ComputeDevice.parse(values.device());
    CheckpointStore checkpoints =
        new CheckpointStore(directory.checkpoints(), values.checkpoint().keep());
    Optional<ShrinkState> resumed =
        directory.resumed() ? ShrinkCheckpoint.newest(checkpoints, space) : Optional.empty();
    List<Network> networks = new ArrayList<>();
    try {
      for (ComputeDevice device : devices) {
        networks.add(
            Networks.supernet(
                space,
                values.training().initialisation(),
                RandomStreams.of(values.seed()),
                device,
                DataType.FLOAT32));
      }
      String images = data.training().fingerprint();
      if (resumed.isPresent()) {
        checkSameImages(directory, images, data.decoder());
      }
      writeProvenance(directory, images, data.decoder());
      return run(directory, data, networks, checkpoints, resumed, stopRequested);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      networks.forEach(Network::close);
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
            new BatchLoader(
                data.training(),
                data.augmentation(),
                batches,
                streams,
                loaderThreads(),
                values.data().prefetch());
        MetricLog metrics = MetricLog.open(directory, Clock.systemUTC());
        TrainingLoop training =
            new TrainingLoop(
                networks,
                values.training().recipe(streams, stepsPerEpoch),
                LoaderBatches.start(loader, stepsDone))) {
      ShrinkFiles files = new ShrinkFiles(directory.root(), config.sha256(), builtOn());
      RunOutput output = new RunOutput(files, checkpoints, metrics, values.log(), settings);
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
      return outcome;
    }
  }

  /** Never more than the job has processors; the batches are the same. */
  private int loaderThreads() {
    int processors = Runtime.getRuntime().availableProcessors();
    int wanted = values.data().threads();
    if (wanted > processors) {
      log.info("{} loader thread(s) instead of {}: as many as processors", processors, wanted);
    }
    return Math.min(wanted, processors);
  }

  private void writeProvenance(RunDirectory directory, String images, Optional<String> decoder)
      throws IOException {
    RuntimeInfo runtime =
        RuntimeInfo.of(
                Optional.of(TensorEngine.description()),
                values.device(),
                TensorEngine.threads(),
                Instant.now())
            .withDecoder(decoder);
    StrictJson.write(
        directory.provenance(),
        new Provenance(
            BuildInfo.read(),
            command,
            values.seed(),
            config.sha256(),
            Optional.of(images),
            builtOn(),
            runtime));
  }

  private static void checkSameImages(
      RunDirectory directory, String images, Optional<String> decoder) {
    if (!Files.exists(directory.provenance())) {
      return;
    }
    Provenance provenance = StrictJson.read(directory.provenance(), Provenance.class);
    Optional<String> before = provenance.dataFingerprint();
    if (before.isPresent() && !before.get().equals(images)) {
      throw new AbsException(
          ExitCode.CHECKPOINT,
          "%s: the run began with training images of fingerprint %s, the data set now has %s"
              .formatted(directory.root(), before.get(), images));
    }
    Optional<String> decoderBefore = provenance.runtime().decoder();
    if (!decoderBefore.equals(decoder)) {
      log.warn(
          "images were decoded by {} before and are by {} now: colours may differ by a grey level,"
              + " and so the weights",
          decoderBefore.orElse("nothing"),
          decoder.orElse("nothing"));
    }
  }

  private DataPair openData() {
    DataPair data = opened;
    if (data == null) {
      data = Datasets.open(values.data());
      new ShrinkChecks(config, space).check(data);
      opened = data;
    }
    return data;
  }

  private List<Provenance.BuiltOn> builtOn() throws IOException {
    String file = values.space().file();
    return file == null
        ? List.of()
        : List.of(new Provenance.BuiltOn("space", file, Sha256.of(Path.of(file))));
  }
}
