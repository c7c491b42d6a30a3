package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.EdgeOp;

/**
 * An EdgeOp with its score.
 *
 * @param op what was scored
 * @param score mean angle of children that hold it, in radians; 0, the lowest possible, without
 *     children
 * @param angles the angles behind the score
 * @param tries draws made to find its children
 */
public record ScoredOp(EdgeOp op, double score, AngleStats angles, long tries) {
  /** Checks that the score can be ranked. */
  public ScoredOp {
    requireNonNull(op, "op is null");
    requireNonNull(angles, "angles is null");
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException(
          "score of " + op.op().id() + " at choice " + op.choice() + " is not a number");
    }
  }

  /** A score that stands for itself, with one child behind it. */
  public static ScoredOp of(EdgeOp op, double score) {
    return new ScoredOp(op, score, AngleStats.of(new double[] {score}), 1);
  }
}
