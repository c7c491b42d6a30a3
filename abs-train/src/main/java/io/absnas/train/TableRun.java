package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.estimate.RunEstimate;
import io.absnas.core.jobs.JobOutcome;
import io.absnas.core.jobs.JobResult;
import io.absnas.core.jobs.LocalJobRunner;
import io.absnas.core.jobs.RetryPolicy;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.Progress;
import io.absnas.core.run.ProgressReporter;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.RuntimeInfo;
import io.absnas.core.run.SealedJson;
import io.absnas.core.run.Seeds;
import io.absnas.core.run.Sha256;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.ResumedInputs;
import io.absnas.core.train.RunProvenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains every architecture of a small space alone, with one seed or several, as jobs of which as
 * many run at a time as there are devices. The table of their accuracies is what searches in the
 * space can be judged by.
 */
public final class TableRun {
  private static final Logger log = LoggerFactory.getLogger(TableRun.class);

  /** Trainings; more are a slip of the pen rather than a small space. */
  public static final int MOST = 20_000;

  /** The table. */
  public static final String TABLE = "table.csv";

  /** Where the directories of the trainings lie. */
  public static final String NETWORKS = "networks";

  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  /** What a single training says by itself, or what changes nothing. */
  private static final List<String> OF_JOBS;

  static {
    List<String> keys = new ArrayList<>(TrainRun.MAY_DIFFER);
    keys.addAll(List.of("seed", "seeds", "network.architecture"));
    OF_JOBS = List.copyOf(keys);
  }

  private final ResolvedConfig<TrainConfig> config;
  private final Function<List<String>, ResolvedConfig<TrainConfig>> configs;
  private final SearchSpace space;
  private final Seeds seeds;
  private final List<Network> networks;
  private final List<String> command;

  /** One training: which, and where. */
  private record Network(String architecture, long seed, String directory) {}

  /**
   * Checks the configuration and the size of the space.
   *
   * @param configs the configuration with overrides that come last
   * @param command command line as typed, for provenance
   * @throws AbsException of kind USAGE or INPUT
   */
  public TableRun(
      Function<List<String>, ResolvedConfig<TrainConfig>> configs, List<String> command) {
    this.configs = requireNonNull(configs, "configs is null");
    this.command = List.copyOf(command);
    this.config = configs.apply(List.of());
    this.space = config.value().space().resolve();
    this.seeds = config.value().seeds().orElse(Seeds.of(config.value().seed()));
    if (config.value().network().architecture().isPresent()) {
      throw config.failure(
          ExitCode.USAGE,
          "network.architecture",
          "names one architecture, but a table has all of the space");
    }
    BigInteger trainings = space.size().multiply(BigInteger.valueOf(seeds.values().size()));
    if (trainings.compareTo(BigInteger.valueOf(MOST)) > 0) {
      throw config.failure(
          ExitCode.USAGE,
          "space",
          "is %s, whose %s architectures with %d seeds are %s trainings, allowed are %d"
              .formatted(space.id(), space.size(), seeds.values().size(), trainings, MOST));
    }
    this.networks = networks();
    first(config.value().device());
  }

  private List<Network> networks() {
    List<Network> all = new ArrayList<>();
    for (long seed : seeds.values()) {
      for (int index = 0; index < Architectures.count(space); index++) {
        String text = space.encode(Architectures.at(space, index));
        all.add(new Network(text, seed, "%05d-s%d".formatted(index, seed)));
      }
    }
    return List.copyOf(all);
  }

  /** The first training, to be looked at. */
  private TrainRun first(String device) {
    Network network = networks.get(0);
    return new TrainRun(
        configs.apply(
            TableJobs.overrides(network.architecture(), String.valueOf(network.seed()), device)),
        command);
  }

  /** The configuration of the whole. */
  public ResolvedConfig<TrainConfig> config() {
    return config;
  }

  /** How the run directory is opened: the keys that a resumed run may change, and own files. */
  public static RunOptions options(RunOptions.Existing existing) {
    return new RunOptions(
        existing, TrainRun.MAY_DIFFER, List.of(TABLE, NETWORKS + RunOptions.RUNS_BELOW));
  }

  /** Lines that say what would be done. */
  public List<String> plan() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "table of space %s: %d architectures, seeds %s: %d trainings, %d at a time"
            .formatted(
                space.id(),
                Architectures.count(space),
                seeds.text(),
                networks.size(),
                ComputeDevice.parse(config.value().device()).size()));
    lines.add("the first of them:");
    lines.addAll(first(config.value().device()).plan().lines());
    return lines;
  }

  /** What the first training takes, measured on its device, and what that makes of the table. */
  public RunEstimate estimate() {
    List<ComputeDevice> devices = ComputeDevice.parse(config.value().device());
    TrainRun first = first(devices.get(0).toString());
    RunEstimate one = first.estimate(first.plan());
    long rounds = (networks.size() + devices.size() - 1L) / devices.size();
    return one.with(
        "estimated time of the table: %s, were all %d trainings as long as the first; %d at a time"
            .formatted(
                Progress.text(Duration.ofMillis(Math.round(1000 * rounds * one.time().seconds()))),
                networks.size(),
                devices.size()));
  }

  /**
   * Runs, or goes on with the trainings that have not ended.
   *
   * @param stopRequested asked often by any thread; true ends the trainings with checkpoints
   * @return empty if it was stopped
   * @throws AbsException of kind FAILED if a training cannot be done; the others stay
   */
  public Optional<TableResult> run(RunDirectory directory, BooleanSupplier stopRequested) {
    if (directory.resumed()) {
      ResumedInputs.of(directory).requireFiles(Inputs.builtOn(config.value()));
    }
    provenance(directory);
    Path root = directory.root().resolve(NETWORKS);
    requireOneDataSet(root);
    Map<String, Network> jobs = new LinkedHashMap<>();
    String configuration = config.sha256Without(OF_JOBS);
    List<TableJobs> handlers = new ArrayList<>();
    for (ComputeDevice device : ComputeDevice.parse(config.value().device())) {
      handlers.add(
          new TableJobs(
              root, device.toString(), last -> own(directory, last), configuration, command));
    }
    List<String> failures = new ArrayList<>();
    try (LocalJobRunner runner = new LocalJobRunner(handlers, new RetryPolicy(1), stopRequested)) {
      for (Network network : networks) {
        Path own = root.resolve(network.directory());
        if (TableJobs.hasEnded(own)) {
          TableJobs.deleteWeights(own);
        } else {
          var job =
              TableJobs.job(
                  "table",
                  configuration,
                  network.architecture(),
                  network.seed(),
                  network.directory());
          jobs.put(job.id(), network);
          runner.submit(job);
        }
      }
      int before = networks.size() - jobs.size();
      if (before > 0) {
        log.info("{} of {} trainings have ended before", before, networks.size());
      }
      ProgressReporter progress =
          new ProgressReporter(
              log, "training", BETWEEN_LINES, System::nanoTime, networks.size(), before);
      while (runner.pending() > 0) {
        if (stopRequested.getAsBoolean()) {
          return Optional.empty();
        }
        Optional<JobResult> ended = runner.collect(PATIENCE);
        if (ended.isPresent()) {
          if (ended.get().outcome() instanceof JobOutcome.Failed failed) {
            Network network = requireNonNull(jobs.get(ended.get().job()), "a stranger's job");
            failures.add(
                "%s, seed %d: %s"
                    .formatted(network.architecture(), network.seed(), failed.reason()));
          }
          progress.update(networks.size() - runner.pending());
        }
      }
    }
    if (!failures.isEmpty()) {
      throw new AbsException(
          ExitCode.FAILED,
          "%d of %d trainings failed, the first: %s"
              .formatted(failures.size(), networks.size(), failures.get(0)));
    }
    return Optional.of(write(directory, root));
  }

  /** The folder of images may be another one when a table goes on, and hold others. */
  private void requireOneDataSet(Path root) {
    List<Network> ended =
        networks.stream()
            .filter(network -> TableJobs.hasEnded(root.resolve(network.directory())))
            .toList();
    if (ended.isEmpty()) {
      return;
    }
    DataPair data = Datasets.open(config.value().data());
    for (Network network : ended) {
      TrainResult result = TableJobs.result(root.resolve(network.directory()));
      if (!result.trainingData().equals(data.training().fingerprint())
          || !result.heldOutData().equals(data.heldOut().fingerprint())) {
        throw new AbsException(
            ExitCode.CHECKPOINT,
            "%s: was trained or evaluated on other images than data.dir holds now: restore them, or begin another table"
                .formatted(root.resolve(network.directory())));
      }
    }
  }

  /** By the copy of the configuration: users change their own file while a table takes days. */
  private static ResolvedConfig<TrainConfig> own(RunDirectory directory, List<String> last) {
    return TrainConfig.resolve(
        ConfigSources.none().withFile(directory.config()).withOverrides(last));
  }

  /** Each training has one of its own, with engine and images. */
  private void provenance(RunDirectory directory) {
    String device = config.value().device();
    RuntimeInfo runtime =
        RuntimeInfo.of(
            Optional.empty(), device, Runtime.getRuntime().availableProcessors(), Instant.now());
    try {
      new RunProvenance(
              command,
              seeds.values().get(0),
              config.sha256(),
              device,
              Inputs.builtOn(config.value()))
          .write(directory, runtime);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TableResult write(RunDirectory directory, Path root) {
    StringBuilder text = new StringBuilder(TableRow.HEADER).append('\n');
    Map<String, Double> sums = new LinkedHashMap<>();
    double sum = 0;
    for (Network network : networks) {
      TableRow row =
          TableRow.of(TableJobs.result(root.resolve(network.directory())), network.seed());
      text.append(row.line()).append('\n');
      sums.merge(row.architecture(), row.top1(), Double::sum);
      sum += row.top1();
    }
    Map.Entry<String, Double> best = null;
    for (Map.Entry<String, Double> one : sums.entrySet()) {
      if (best == null || one.getValue() > best.getValue()) {
        best = one;
      }
    }
    Map.Entry<String, Double> first = requireNonNull(best, "no training has ended");
    TableResult result =
        new TableResult(
            TableResult.FORMAT,
            TableResult.KIND,
            space.id(),
            sums.size(),
            seeds.values(),
            first.getKey(),
            first.getValue() / seeds.values().size(),
            sum / networks.size(),
            Sha256.of(text.toString()),
            config.sha256Without(TrainRun.MAY_DIFFER),
            Inputs.builtOn(config.value()));
    try {
      AtomicFiles.write(directory.file(TABLE), text.toString());
      SealedJson.write(directory.result(), result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }
}
