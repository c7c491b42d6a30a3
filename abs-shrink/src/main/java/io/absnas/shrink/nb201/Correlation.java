package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.rank.Agreement;
import io.absnas.core.rank.Bootstrap;
import io.absnas.core.rank.Spearman;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import io.absnas.core.weights.WeightsId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares angles along the training of supernets, and what else predicts accuracy, with the true
 * accuracies of NAS-Bench-201.
 */
public final class Correlation {
  private static final Logger log = LoggerFactory.getLogger(Correlation.class);

  private final BenchmarkTable table;
  private final List<TrainedSupernet> supernets;
  private final AccuracySettings accuracy;
  private final Bootstrap bootstrap;
  private final String device;

  /**
   * A comparison.
   *
   * @param draws of each bootstrap interval; 0 gives none
   * @param device where children are evaluated
   */
  public Correlation(
      BenchmarkTable table,
      List<TrainedSupernet> supernets,
      AccuracySettings accuracy,
      int draws,
      String device) {
    this.table = requireNonNull(table, "table is null");
    this.supernets = List.copyOf(supernets);
    this.accuracy = requireNonNull(accuracy, "accuracy is null");
    this.bootstrap = new Bootstrap(RandomStreams.of(accuracy.seed()), draws);
    this.device = requireNonNull(device, "device is null");
  }

  /**
   * Measures everything.
   *
   * @param directory where accuracies of children are kept as soon as they are known
   * @return empty if a stop was asked for; what is known then is not measured again
   */
  public Optional<CorrelationReport> run(Path directory, BooleanSupplier stopRequested) {
    List<Prediction> predictions = new ArrayList<>();
    Baselines.all()
        .forEach((name, values) -> predictions.add(new Prediction(name, Optional.empty(), values)));
    List<CorrelationReport.Supernet> described = new ArrayList<>();
    for (TrainedSupernet supernet : supernets) {
      Optional<CorrelationReport.Supernet> one =
          predict(supernet, predictions, directory, stopRequested);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      described.add(one.get());
    }
    List<CorrelationRow> rows = new ArrayList<>();
    for (Prediction prediction : predictions) {
      if (stopRequested.getAsBoolean()) {
        return Optional.empty();
      }
      rows.addAll(rows(prediction));
    }
    try {
      AtomicFiles.write(
          directory.resolve(CorrelationFiles.PREDICTIONS), PredictionsCsv.text(table, predictions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(
        new CorrelationReport(
            CorrelationReport.FORMAT,
            table.source(),
            table.sha256(),
            described,
            accuracy,
            bootstrap.draws(),
            rows,
            SeedSummary.of(rows)));
  }

  /** Adds what one supernet predicts; empty if a stop was asked for. */
  private Optional<CorrelationReport.Supernet> predict(
      TrainedSupernet supernet,
      List<Prediction> predictions,
      Path directory,
      BooleanSupplier stopRequested) {
    NamedTensors initial = WeightFiles.read(supernet.initial());
    NamedTensors first = WeightFiles.read(supernet.weights().values().iterator().next());
    List<String> ids = new ArrayList<>();
    for (Map.Entry<Long, Path> entry : supernet.weights().entrySet()) {
      long epoch = entry.getKey();
      Prediction.Source source =
          new Prediction.Source(supernet.label(), supernet.config().seed(), epoch);
      NamedTensors weights = WeightFiles.read(entry.getValue());
      ids.add(WeightsId.of(weights));
      Prediction angles = angles(supernet, Prediction.ANGLE, source, initial, weights);
      predictions.add(angles);
      if (epoch > 1 && supernet.weights().firstKey() == 1) {
        predictions.add(angles(supernet, Prediction.ANGLE_FROM_FIRST, source, first, weights));
      }
      if (accuracy.wants(supernet, epoch)) {
        Optional<List<Prediction>> measured =
            accuracies(supernet, source, weights, directory, stopRequested);
        if (measured.isEmpty()) {
          return Optional.empty();
        }
        predictions.addAll(measured.get());
        predictions.add(sum(source, angles, measured.get().get(1)));
      }
    }
    return Optional.of(
        new CorrelationReport.Supernet(
            supernet.label(),
            supernet.config().seed(),
            supernet.space().id(),
            supernet.space().macro().channels(),
            supernet.space().macro().cells(),
            supernet.config().data().source().toString().toLowerCase(Locale.ROOT).replace("_", "-"),
            List.copyOf(supernet.weights().keySet()),
            ids,
            WeightsId.of(initial)));
  }

  private static Prediction angles(
      TrainedSupernet supernet,
      String name,
      Prediction.Source source,
      NamedTensors base,
      NamedTensors weights) {
    WeightSums sums = WeightSums.of(supernet.space(), base, weights);
    return new Prediction(name, Optional.of(source), new AngleScorer(sums).all(supernet.space()));
  }

  private Optional<List<Prediction>> accuracies(
      TrainedSupernet supernet,
      Prediction.Source source,
      NamedTensors weights,
      Path directory,
      BooleanSupplier stopRequested) {
    log.info(
        "{} epoch {}: {} architectures are evaluated twice",
        source.supernet(),
        source.epoch(),
        accuracy.children());
    try (ChildAccuracies children = new ChildAccuracies(supernet, accuracy, device, directory)) {
      return children.measure(source, weights, stopRequested);
    }
  }

  /** Ranks are added within the architectures that were evaluated; the others have none. */
  private Prediction sum(Prediction.Source source, Prediction angles, Prediction recalibrated) {
    int[] places = accuracy.places();
    double[] ranks = Spearman.rankSum(angles.at(places), recalibrated.at(places));
    double[] all = new double[angles.values().length];
    Arrays.fill(all, Double.NaN);
    for (int i = 0; i < places.length; i++) {
      all[places[i]] = ranks[i];
    }
    return new Prediction(Prediction.SUM, Optional.of(source), all);
  }

  private List<CorrelationRow> rows(Prediction prediction) {
    List<CorrelationRow> rows = new ArrayList<>();
    double[] values = prediction.values();
    boolean whole = Arrays.stream(values).noneMatch(Double::isNaN);
    for (BenchmarkData data : BenchmarkData.values()) {
      double[] truth = table.testAccuracy(data);
      if (whole) {
        rows.add(row(CorrelationRow.Part.ALL, prediction, data, values, truth));
      }
      if (accuracy.children() > 1) {
        int[] places = accuracy.places();
        rows.add(
            row(
                CorrelationRow.Part.SAMPLE,
                prediction,
                data,
                prediction.at(places),
                Arrays.stream(places).mapToDouble(place -> truth[place]).toArray()));
      }
    }
    return rows;
  }

  private CorrelationRow row(
      CorrelationRow.Part part,
      Prediction prediction,
      BenchmarkData data,
      double[] values,
      double[] truth) {
    return new CorrelationRow(
        part,
        prediction.predictor(),
        prediction.source(),
        data,
        Agreement.of(values, truth, bootstrap));
  }
}
