package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.EvaluationBatches;
import io.absnas.core.nn.Network;
import io.absnas.core.run.NumpyRandom;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.BatchNormRecalibration;
import io.absnas.core.train.ChildrenReport;
import io.absnas.core.train.Evaluator;
import io.absnas.core.weights.NamedTensors;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Measures of a run on a real supernet and real images. */
final class SupernetMeasures implements ShrinkMeasures {
  private final ShrinkConfig config;
  private final Network network;
  private final DataPair data;
  private final RandomStreams streams;

  SupernetMeasures(ShrinkConfig config, Network network, DataPair data) {
    this.config = requireNonNull(config, "config is null");
    this.network = requireNonNull(network, "network is null");
    this.data = requireNonNull(data, "data is null");
    this.streams = RandomStreams.of(config.seed());
  }

  /**
   * The draws of a stage: own streams, or the reference's generator as the last training step
   * leaves it, seeded for the last choice and advanced by its draw.
   */
  static ScoringDraws draws(
      ChildSampling sampling, RandomStreams streams, SearchSpace left, int stage, long step) {
    return switch (sampling) {
      case OWN, WINDOW -> new ScoringDraws.Own(streams, stage);
      case REFERENCE -> {
        int lastChoice = left.choices().size() - 1;
        long draws = left.choices().size() * step;
        NumpyRandom random = NumpyRandom.seeded((int) (streams.seed() + Math.max(0, draws - 1)));
        if (draws > 0) {
          random.below(left.ops(lastChoice).size());
        }
        yield new ScoringDraws.Reference(random);
      }
    };
  }

  @Override
  public ToDoubleFunction<int[]> angle(SearchSpace left, NamedTensors base, NamedTensors current) {
    AngleScorer scorer = new AngleScorer(WeightSums.of(left, base, current));
    return scorer::angle;
  }

  @Override
  public ScoringDraws draws(SearchSpace left, int stage, long step) {
    return draws(config.scoring().sampling(), streams, left, stage, step);
  }

  @Override
  public Optional<ChildrenAccuracy> children(SearchSpace left) {
    EvaluationConfig evaluation = config.evaluation();
    if (evaluation.children() == 0) {
      return Optional.empty();
    }
    int batchSize = evaluation.batchSize();
    EvaluationBatches heldOut =
        EvaluationBatches.inFileOrder(data.heldOut(), data.augmentation().transform(), batchSize);
    EvaluationBatches recalibration =
        EvaluationBatches.fixedTrainingCrops(
            data.training(),
            data.augmentation(),
            streams,
            evaluation.recalibrationImages(),
            batchSize);
    try (Evaluator evaluator = new Evaluator(network)) {
      ChildrenReport report =
          ChildrenReport.measure(
              evaluator,
              left,
              streams,
              evaluation.children(),
              heldOut,
              BatchNormRecalibration.cumulative(recalibration));
      return Optional.of(ChildrenAccuracy.of(report, data.heldOut().size()));
    }
  }
}
