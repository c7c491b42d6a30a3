package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.data.KeptBatches;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ProgressReporter;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.Sha256;
import io.absnas.core.space.Architectures;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.BatchNormRecalibration;
import io.absnas.core.train.Evaluators;
import io.absnas.core.train.ReplicaNetworks;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightsId;
import io.absnas.shrink.EvaluationConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates architectures with the weights of one supernet on its held-out images, with and without
 * statistics of their own. Owns the networks.
 */
final class ChildAccuracies implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChildAccuracies.class);
  private static final int HEAP_SHARE = 4;

  private final TrainedSupernet supernet;
  private final AccuracySettings settings;
  private final Path directory;
  private final DataPair data;
  private final KeptBatches recalibration;
  private final KeptBatches heldOut;
  private final ReplicaNetworks networks;

  /** Opens images and devices; both may fail with one line. */
  ChildAccuracies(
      TrainedSupernet supernet, AccuracySettings settings, String device, Path directory) {
    this.supernet = requireNonNull(supernet, "supernet is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.directory = requireNonNull(directory, "directory is null");
    this.data = Datasets.open(supernet.config().data());
    requireFits();
    EvaluationConfig evaluation = supernet.config().evaluation();
    RandomStreams streams = RandomStreams.of(settings.seed());
    long bound = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    this.recalibration =
        new KeptBatches(
            data.recalibrationBatches(
                streams, evaluation.recalibrationImages(), evaluation.batchSize()),
            bound);
    this.heldOut =
        new KeptBatches(
            data.heldOutBatches(evaluation.batchSize()), bound - recalibration.keptBytes());
    this.networks =
        ReplicaNetworks.open(
            supernet.space(),
            supernet.config().training().initialisation(),
            streams,
            ComputeDevice.parse(device));
  }

  private void requireFits() {
    int classes = data.heldOut().classes();
    int side = data.augmentation().transform().side();
    if (classes != supernet.space().classes() || side != supernet.space().inputSide()) {
      throw new AbsException(
          ExitCode.USAGE,
          "data has %d classes and side %d, the supernet %s reads %d and %d"
              .formatted(
                  classes,
                  side,
                  supernet.label(),
                  supernet.space().classes(),
                  supernet.space().inputSide()));
    }
  }

  /**
   * Measures what is not known yet.
   *
   * @return accuracy and recalibrated accuracy of all architectures, NaN for those that are not
   *     evaluated; empty if a stop was asked for
   */
  Optional<List<Prediction>> measure(
      Prediction.Source source, NamedTensors weights, BooleanSupplier stopRequested) {
    int[] places = settings.places();
    try (AccuracyFile file = AccuracyFile.open(directory, key(weights))) {
      int[] missing =
          IntStream.of(places).filter(place -> !file.known().containsKey(place)).toArray();
      int before = places.length - missing.length;
      if (missing.length > 0) {
        networks.list().forEach(network -> network.load(weights));
        ProgressReporter progress =
            new ProgressReporter(
                log,
                "%s epoch %d children".formatted(source.supernet(), source.epoch()),
                Duration.ofSeconds(supernet.config().log().everySeconds()),
                System::nanoTime,
                places.length,
                before);
        try (Evaluators evaluators = new Evaluators(networks.list(), stopRequested)) {
          measure(evaluators, missing, file, done -> progress.update(before + (long) done));
        }
      }
      Map<Integer, AccuracyFile.Measured> known = file.known();
      return IntStream.of(places).allMatch(known::containsKey)
          ? Optional.of(predictions(source, places, known))
          : Optional.empty();
    }
  }

  private void measure(Evaluators evaluators, int[] places, AccuracyFile file, IntConsumer done) {
    List<SampledPath> paths =
        IntStream.of(places)
            .mapToObj(place -> SampledPath.of(Architectures.at(supernet.space(), place)))
            .toList();
    BatchNormRecalibration anew = BatchNormRecalibration.cumulative(recalibration);
    evaluators.measure(
        paths,
        (evaluator, path) -> {
          AccuracyFile.Measured measured =
              new AccuracyFile.Measured(
                  evaluator.accuracy(path, heldOut).top1(),
                  evaluator.accuracy(path, heldOut, anew).top1());
          file.add(BenchmarkTable.place(path.at(0)), measured);
          return measured;
        },
        (number, total) -> done.accept(number));
  }

  private static List<Prediction> predictions(
      Prediction.Source source, int[] places, Map<Integer, AccuracyFile.Measured> known) {
    int all = Architectures.count(BenchmarkTable.space());
    double[] before = new double[all];
    double[] after = new double[all];
    Arrays.fill(before, Double.NaN);
    Arrays.fill(after, Double.NaN);
    for (int place : places) {
      AccuracyFile.Measured measured = requireNonNull(known.get(place));
      before[place] = measured.before();
      after[place] = measured.after();
    }
    return List.of(
        new Prediction(Prediction.ACCURACY, Optional.of(source), before),
        new Prediction(Prediction.RECALIBRATED, Optional.of(source), after));
  }

  private String key(NamedTensors weights) {
    EvaluationConfig evaluation = supernet.config().evaluation();
    return "weights %s, space %s %s, training %s, held-out %s, images %s, recalibration %d in %d by seed %d"
        .formatted(
            WeightsId.of(weights),
            supernet.space().id(),
            supernet.space().macro(),
            data.training().fingerprint(),
            data.heldOut().fingerprint(),
            Sha256.of(supernet.config().data().imageSettings()),
            evaluation.recalibrationImages(),
            evaluation.batchSize(),
            settings.seed());
  }

  @Override
  public void close() {
    networks.close();
  }
}
