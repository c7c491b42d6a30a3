package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A scored EdgeOp in {@code history.json}; angles in radians.
 *
 * @param choice number of the choice, from 0
 * @param choiceName the layer's number or the edge
 * @param op id of the op
 * @param score what was ranked; 0 without children
 * @param count children behind the score
 * @param mean mean angle
 * @param sd standard deviation of the angles
 * @param min smallest angle
 * @param max largest angle
 * @param quantiles angles at the shares 0.05, 0.25, 0.5, 0.75, 0.95
 * @param margin score less the cut between dropped and kept; absent if nothing was dropped
 * @param tries children drawn for this op
 * @param dropped whether it went
 */
public record ScoreRecord(
    int choice,
    String choiceName,
    String op,
    double score,
    int count,
    double mean,
    double sd,
    double min,
    double max,
    List<Double> quantiles,
    Optional<Double> margin,
    long tries,
    boolean dropped) {
  /** Copies the list. */
  public ScoreRecord {
    requireNonNull(choiceName, "choiceName is null");
    requireNonNull(op, "op is null");
    requireNonNull(margin, "margin is null");
    quantiles = List.copyOf(quantiles);
  }

  static ScoreRecord of(SearchSpace space, ScoredOp scored, OptionalDouble margin, boolean gone) {
    EdgeOp edgeOp = scored.op();
    AngleStats angles = scored.angles();
    return new ScoreRecord(
        edgeOp.choice(),
        space.choiceName(edgeOp.choice()),
        edgeOp.op().id(),
        scored.score(),
        angles.count(),
        angles.mean(),
        angles.sd(),
        angles.min(),
        angles.max(),
        angles.quantiles(),
        margin.isPresent() ? Optional.of(margin.getAsDouble()) : Optional.empty(),
        scored.tries(),
        gone);
  }
}
