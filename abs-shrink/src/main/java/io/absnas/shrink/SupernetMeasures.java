package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.KeptBatches;
import io.absnas.core.nn.Network;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.BatchNormRecalibration;
import io.absnas.core.train.ChildrenReport;
import io.absnas.core.train.EvaluationListener;
import io.absnas.core.train.Evaluators;
import io.absnas.core.train.ReferencePaths;
import io.absnas.core.weights.NamedTensors;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/** Measures of a run on a real supernet and real images. */
final class SupernetMeasures implements ShrinkMeasures {
  /** Share of the heap that prepared images of an evaluation may take. */
  static final int HEAP_SHARE = 4;

  private final ShrinkConfig config;
  private final List<Network> networks;
  private final DataPair data;
  private final RandomStreams streams;

  /**
   * Measures of a run.
   *
   * @param networks all replicas of the supernet; children are shared out over them
   */
  SupernetMeasures(ShrinkConfig config, List<Network> networks, DataPair data) {
    this.config = requireNonNull(config, "config is null");
    this.networks = List.copyOf(networks);
    this.data = requireNonNull(data, "data is null");
    this.streams = RandomStreams.of(config.seed());
  }

  /** Decodes what is to be decoded once, so that it is done before training and not after it. */
  static void prepare(ShrinkConfig config, DataPair data) {
    data.prepareTraining();
    EvaluationConfig evaluation = config.evaluation();
    if (evaluation.children() > 0) {
      data.heldOutBatches(evaluation.batchSize());
      data.recalibrationBatches(
          RandomStreams.of(config.seed()),
          evaluation.recalibrationImages(),
          evaluation.batchSize());
    }
    if (config.scoring().metric() == MetricKind.ACCURACY) {
      data.shuffledHeldOutBatches(RandomStreams.of(config.seed()), evaluation.batchSize());
    }
  }

  /**
   * The draws of a stage: own streams, or the reference's generator as the last training step
   * leaves it.
   */
  static ScoringDraws draws(
      ChildSampling sampling, RandomStreams streams, SearchSpace left, int stage, long step) {
    return switch (sampling) {
      case OWN, WINDOW -> new ScoringDraws.Own(streams, stage);
      case REFERENCE ->
          new ScoringDraws.Reference(new ReferencePaths(streams.seed()).after(left, step));
    };
  }

  @Override
  public ToDoubleFunction<int[]> angle(SearchSpace left, NamedTensors base, NamedTensors current) {
    AngleScorer scorer = new AngleScorer(WeightSums.of(left, base, current));
    return scorer::angle;
  }

  @Override
  public OpMetric metric(
      SearchSpace left,
      int stage,
      NamedTensors base,
      NamedTensors current,
      BooleanSupplier stopRequested) {
    return switch (config.scoring().metric()) {
      case ANGLE -> new OpMetric.OfChildren(angle(left, base, current));
      case ACCURACY -> accuracy(left, stage, stopRequested);
      case MAGNITUDE -> OpMetric.magnitude(left, current);
      case RANDOM -> OpMetric.random(streams, left, stage);
    };
  }

  private OpMetric accuracy(SearchSpace left, int stage, BooleanSupplier stopRequested) {
    BatchAccuracy accuracy =
        new BatchAccuracy(
            networks,
            left,
            data.shuffledHeldOutBatches(streams, config.evaluation().batchSize()),
            Runtime.getRuntime().maxMemory() / HEAP_SHARE,
            streams,
            stage,
            stopRequested);
    return new OpMetric.OfChildren(accuracy::of, accuracy::close);
  }

  @Override
  public ScoringDraws draws(SearchSpace left, int stage, long step) {
    return draws(config.scoring().sampling(), streams, left, stage, step);
  }

  @Override
  public Optional<ChildrenAccuracy> children(
      SearchSpace left, BooleanSupplier stopRequested, EvaluationListener listener) {
    EvaluationConfig evaluation = config.evaluation();
    if (evaluation.children() == 0) {
      return Optional.empty();
    }
    int batchSize = evaluation.batchSize();
    long bound = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    KeptBatches recalibration =
        new KeptBatches(
            data.recalibrationBatches(streams, evaluation.recalibrationImages(), batchSize), bound);
    KeptBatches heldOut =
        new KeptBatches(data.heldOutBatches(batchSize), bound - recalibration.keptBytes());
    try (Evaluators evaluators = new Evaluators(networks, stopRequested)) {
      return ChildrenReport.measure(
              evaluators,
              left,
              streams,
              evaluation.children(),
              heldOut,
              BatchNormRecalibration.cumulative(recalibration),
              listener)
          .map(report -> ChildrenAccuracy.of(report, data.heldOut().size()));
    }
  }
}
