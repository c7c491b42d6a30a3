package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataConfig;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.data.EvaluationBatches;
import io.absnas.core.data.HeldOutPart;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.ConfusionMatrix;
import io.absnas.core.train.ReplicaNetworks;
import io.absnas.core.train.RunProvenance;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightsId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code abs train --eval}: what weights from a file do on held-out images, class by class.
 *
 * <p>The images are the test images if the configuration evaluates on those at any time, otherwise
 * those that it holds out of the training files; batch size and transform are those of training, so
 * that the numbers are too.
 */
public final class EvaluateRun {
  private static final Logger log = LoggerFactory.getLogger(EvaluateRun.class);

  /** Most classes whose pairs are written down. */
  private static final int MOST_CONFUSED = 100;

  private final ResolvedConfig<TrainConfig> config;
  private final TrainConfig values;
  private final NetworkPlan network;
  private final TrainChecks checks;
  private final Path weightsFile;
  private final List<String> command;
  private @Nullable DataPair opened;
  private @Nullable NamedTensors read;

  /**
   * Checks the configuration.
   *
   * @param weights file of the weights
   * @param command command line as typed, for provenance
   * @throws AbsException of kind USAGE, INPUT or INFEASIBLE
   */
  public EvaluateRun(ResolvedConfig<TrainConfig> config, Path weights, List<String> command) {
    this.config = requireNonNull(config, "config is null");
    this.weightsFile = requireNonNull(weights, "weights is null");
    this.command = List.copyOf(command);
    this.values = config.value();
    NetworkPlan trained = NetworkPlan.of(config);
    this.checks = new TrainChecks(config, trained);
    this.network = trained.withoutAuxiliaryHead();
    checks.check();
  }

  /** How the run directory is opened. */
  public static RunOptions options(RunOptions.Existing existing) {
    return new RunOptions(existing, List.of(), List.of(TrainFiles.PER_CLASS, TrainFiles.CONFUSION));
  }

  /**
   * An evaluation and how fast it was.
   *
   * @param result what was counted
   * @param imagesPerSecond from the first batch to the last, preparing them included
   */
  public record Evaluated(EvaluationResult result, double imagesPerSecond) {
    /** Checks that there is a result. */
    public Evaluated {
      requireNonNull(result, "result is null");
    }
  }

  /** What would be evaluated, for {@code --dry-run}; opens weights and data set. */
  public List<String> lines() {
    weights();
    return List.of(
        "space %s, architecture %s".formatted(network.space().id(), network.text()),
        "weights %s on %d %s"
            .formatted(
                weightsFile,
                data().heldOut().size(),
                onTest() ? "test images" : "held-out training images"));
  }

  /**
   * Reads weights and images, so that what is missing is said before there is a run directory.
   *
   * @throws AbsException of kind INPUT, USAGE or DEVICE
   */
  public void prepare() {
    weights();
    ComputeDevice.parse(values.device());
    images();
  }

  /**
   * Evaluates.
   *
   * @param stopRequested asked before every batch
   * @return empty if a stop was asked for
   */
  public Optional<Evaluated> run(RunDirectory directory, BooleanSupplier stopRequested) {
    NamedTensors weights = weights();
    DataPair data = data();
    EvaluationBatches images = images();
    RandomStreams streams = RandomStreams.of(values.seed());
    TrainFiles files = new TrainFiles(directory.root());
    try (ReplicaNetworks replicas =
        ReplicaNetworks.open(
            ComputeDevice.parse(values.device()), device -> network.open(streams, device))) {
      new RunProvenance(command, values.seed(), config.sha256(), values.device(), builtOn())
          .write(directory, data);
      replicas.list().forEach(replica -> replica.load(weights));
      long begin = System.nanoTime();
      Optional<ConfusionMatrix> counts =
          NetworkEvaluation.of(replicas.list(), images, stopRequested);
      double seconds = (System.nanoTime() - begin) * 1e-9;
      if (counts.isEmpty()) {
        return Optional.empty();
      }
      write(files, counts.get());
      EvaluationResult result =
          result(counts.get(), weights, data, NetworkPlan.countedMultiplyAdds(replicas.first()));
      files.writeResult(result);
      double rate = images.imageCount() / seconds;
      log.info("{}, {} images/s", result.score().text(), String.format(Locale.ROOT, "%.0f", rate));
      return Optional.of(new Evaluated(result, rate));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(TrainFiles files, ConfusionMatrix counts) {
    files.writeText(TrainFiles.PER_CLASS, CountsCsv.perClass(counts));
    if (counts.classes() <= MOST_CONFUSED) {
      files.writeText(TrainFiles.CONFUSION, CountsCsv.confusion(counts));
    }
  }

  private EvaluationResult result(
      ConfusionMatrix counts, NamedTensors weights, DataPair data, long multiplyAdds) {
    return new EvaluationResult(
        EvaluationResult.FORMAT,
        EvaluationResult.KIND,
        network.space().id(),
        network.text(),
        network.cost().tableFlops(),
        multiplyAdds,
        network.cost().parameters(),
        onTest() ? "test" : "validation",
        Score.of(0, counts.accuracy(), WeightsId.of(weights)),
        config.sha256Without(TrainRun.MAY_DIFFER),
        data.heldOut().fingerprint(),
        data.skippedImages(),
        builtOn());
  }

  private List<Provenance.BuiltOn> builtOn() {
    List<Provenance.BuiltOn> inputs = new ArrayList<>(Inputs.builtOn(values));
    inputs.add(Provenance.BuiltOn.of("weights", weightsFile.toString()));
    return inputs;
  }

  private boolean onTest() {
    return values.data().heldOut() == HeldOutPart.TEST || values.evaluation().test();
  }

  private NamedTensors weights() {
    NamedTensors weights = read;
    if (weights == null) {
      weights = new EvaluatedWeights(weightsFile, network).read();
      read = weights;
    }
    return weights;
  }

  private EvaluationBatches images() {
    return data().heldOutBatches(values.evaluation().batchSize());
  }

  private DataPair data() {
    DataPair data = opened;
    if (data == null) {
      DataConfig asked = values.data();
      data = Datasets.open(onTest() ? asked.onTestFiles() : asked);
      checks.check(data);
      opened = data;
    }
    return data;
  }
}
