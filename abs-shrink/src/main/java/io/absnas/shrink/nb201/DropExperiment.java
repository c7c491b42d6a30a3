package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import io.absnas.shrink.ScoredOp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Drops ops of NAS-Bench-201 by different scores and looks up how good what is left is. */
public final class DropExperiment {
  /** What ops are scored by. */
  public enum Metric {
    /** Mean angle of the architectures that hold the op. */
    ANGLE,
    /** Their mean top-1 with the supernet's running statistics. */
    ACCURACY,
    /** Their mean top-1 with running statistics of their own. */
    RECALIBRATED_ACCURACY,
    /** Softmax of the supernet's architecture parameters. */
    MAGNITUDE,
    /** Nothing. */
    RANDOM,
    /** Mean angle by the formula without weights. */
    WEIGHT_FREE,
    /** Mean true accuracy on CIFAR-10: the best that a score of ops could know. */
    TRUTH;

    /** Its name on command lines and in tables. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private boolean needsWeights() {
      return this == ANGLE || this == MAGNITUDE || needsAccuracies();
    }

    private boolean needsAccuracies() {
      return this == ACCURACY || this == RECALIBRATED_ACCURACY;
    }
  }

  private final BenchmarkTable table;
  private final AccuracySettings accuracy;
  private final String device;
  private final Optional<Path> accuracies;
  private final int count;

  /**
   * An experiment.
   *
   * @param accuracy which architectures are evaluated for the scores by accuracy, and the seed of
   *     random scores
   * @param device where
   * @param accuracies directory of accuracies that are known, and for those that are measured
   * @param count ops to drop
   */
  public DropExperiment(
      BenchmarkTable table,
      AccuracySettings accuracy,
      String device,
      Optional<Path> accuracies,
      int count) {
    this.table = requireNonNull(table, "table is null");
    this.accuracy = requireNonNull(accuracy, "accuracy is null");
    this.device = requireNonNull(device, "device is null");
    this.accuracies = requireNonNull(accuracies, "accuracies is null");
    this.count = count;
  }

  /**
   * Refuses supernets that a metric cannot score, before anything is measured or written.
   *
   * @throws AbsException of kind USAGE
   */
  public static void require(List<Metric> metrics, List<TrainedSupernet> supernets) {
    if (metrics.contains(Metric.MAGNITUDE)) {
      supernets.forEach(TrainedSupernet::requireTrainedAlphas);
    }
  }

  /**
   * Drops by each metric, with the last weights of each supernet where it needs weights; {@link
   * #require} comes first.
   *
   * @return empty if a stop was asked for
   */
  public Optional<List<DropOutcome>> run(
      List<Metric> metrics, List<TrainedSupernet> supernets, BooleanSupplier stopRequested) {
    List<DropOutcome> outcomes = new ArrayList<>();
    for (Metric metric : metrics) {
      if (!metric.needsWeights()) {
        outcomes.add(DropOutcome.of(metric.id(), "", 0, withoutWeights(metric), count, table));
        continue;
      }
      for (TrainedSupernet supernet : supernets) {
        long epoch = supernet.weights().lastKey();
        Optional<List<ScoredOp>> scores = scores(metric, supernet, stopRequested);
        if (scores.isEmpty()) {
          return Optional.empty();
        }
        outcomes.add(
            DropOutcome.of(metric.id(), supernet.label(), epoch, scores.get(), count, table));
      }
    }
    return Optional.of(List.copyOf(outcomes));
  }

  private List<ScoredOp> withoutWeights(Metric metric) {
    return switch (metric) {
      case WEIGHT_FREE ->
          OpScores.ofArchitectures(
              new AngleScorer(Baselines.weightFree(BenchmarkTable.space()))
                  .all(BenchmarkTable.space()));
      case TRUTH -> OpScores.ofArchitectures(table.testAccuracy(BenchmarkData.CIFAR10));
      case RANDOM -> OpScores.random(accuracy.seed());
      case ANGLE, MAGNITUDE, ACCURACY, RECALIBRATED_ACCURACY ->
          throw new IllegalArgumentException(metric + " needs weights");
    };
  }

  private Optional<List<ScoredOp>> scores(
      Metric metric, TrainedSupernet supernet, BooleanSupplier stopRequested) {
    long epoch = supernet.weights().lastKey();
    NamedTensors weights =
        WeightFiles.read(requireNonNull(supernet.weights().get(epoch), "no weights"));
    if (metric == Metric.MAGNITUDE) {
      return Optional.of(OpScores.magnitude(weights));
    }
    if (metric == Metric.ANGLE) {
      NamedTensors initial = WeightFiles.read(supernet.initial());
      WeightSums sums = WeightSums.of(supernet.space(), initial, weights);
      return Optional.of(OpScores.ofArchitectures(new AngleScorer(sums).all(supernet.space())));
    }
    Path directory =
        accuracies.orElseThrow(
            () ->
                new AbsException(
                    ExitCode.USAGE,
                    "metric "
                        + metric.id()
                        + " needs --accuracies, a directory for accuracies, such as that of 'abs"
                        + " nb201 correlate'"));
    Prediction.Source source =
        new Prediction.Source(supernet.label(), supernet.config().seed(), epoch);
    try (ChildAccuracies children = new ChildAccuracies(supernet, accuracy, device, directory)) {
      return children
          .measure(source, weights, stopRequested)
          .map(measured -> measured.get(metric == Metric.ACCURACY ? 0 : 1))
          .map(prediction -> OpScores.ofArchitectures(prediction.values()));
    }
  }

  /** A table of outcomes in Markdown, the published and the whole space beside them. */
  public static String page(List<DropOutcome> outcomes, BenchmarkTable table) {
    StringBuilder text =
        new StringBuilder(
            "| metric | supernet | true ranks kept | left | mean CIFAR-10 | CIFAR-100 |"
                + " ImageNet16-120 | best CIFAR-10 | CIFAR-100 | ImageNet16-120 |\n"
                + "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    line(text, DropOutcome.whole(table));
    text.append("| *published angle, three repetitions* | | *1-8, 10, 12* | *16* | | | | | | |\n");
    outcomes.forEach(outcome -> line(text, outcome));
    return text.toString();
  }

  private static void line(StringBuilder text, DropOutcome outcome) {
    text.append("| ").append(outcome.metric()).append(" | ");
    if (!outcome.supernet().isEmpty()) {
      text.append(outcome.supernet()).append(" epoch ").append(outcome.epoch());
    }
    text.append(" | ").append(outcome.keptText()).append(" | ").append(outcome.left());
    for (Map<String, Double> values : List.of(outcome.mean(), outcome.best())) {
      for (BenchmarkData data : BenchmarkData.values()) {
        double value = requireNonNull(values.get(data.column()), "a data set is missing");
        text.append(String.format(Locale.ROOT, " | %.2f", value));
      }
    }
    text.append(" |\n");
  }
}
