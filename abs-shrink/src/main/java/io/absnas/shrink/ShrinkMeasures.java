package io.absnas.shrink;

import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.EvaluationListener;
import io.absnas.core.weights.NamedTensors;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What a shrinking loop asks of space, weights and data. Every answer is a function of the
 * arguments and of the run's configuration.
 */
public interface ShrinkMeasures {
  /**
   * Angle in radians between the two weight vectors of a child given as op positions; several
   * threads ask at a time.
   *
   * @param left the space that children come from
   */
  ToDoubleFunction<int[]> angle(SearchSpace left, NamedTensors base, NamedTensors current);

  /**
   * What the EdgeOps of a stage are scored by: the angle, unless the configuration says otherwise.
   *
   * @param left the space that is scored
   * @param stopRequested asked by metrics that take long; true ends the scoring
   */
  default OpMetric metric(
      SearchSpace left,
      int stage,
      NamedTensors base,
      NamedTensors current,
      BooleanSupplier stopRequested) {
    return new OpMetric.OfChildren(angle(left, base, current));
  }

  /**
   * Where the random children of a stage come from.
   *
   * @param left the space that is scored
   * @param step training steps done over the whole run
   */
  ScoringDraws draws(SearchSpace left, int stage, long step);

  /**
   * Accuracy of random children of a space with the supernet's weights.
   *
   * @param stopRequested asked often, by any thread; true ends the evaluation
   * @param listener hears how far it is
   * @return empty if the configuration asks for none, or if a stop was asked for meanwhile
   */
  Optional<ChildrenAccuracy> children(
      SearchSpace left, BooleanSupplier stopRequested, EvaluationListener listener);
}
