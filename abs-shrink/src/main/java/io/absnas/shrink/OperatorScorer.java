package io.absnas.shrink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Scores EdgeOps by the mean angle of children that hold them (arXiv 2004.13431, angle-based
 * shrinking).
 */
public final class OperatorScorer {
  /** Scores of whole spaces are ranked at this grain, so that mathematical ties are ties. */
  private static final double GRAINS_PER_RADIAN = 1e9;

  private OperatorScorer() {}

  /**
   * Scores in the order of {@link Candidates#scored()}. Of the children that hold an EdgeOp the
   * first {@code childrenPerOp} in order of acceptance count, whoever drew them; where the
   * candidates are a whole space, all count and scores are rounded to 1e-9 radians.
   *
   * @param angle angle in radians of a child given as op positions; asked once per child
   */
  public static List<ScoredOp> score(
      Candidates candidates, int childrenPerOp, ToDoubleFunction<int[]> angle) {
    int scored = candidates.scored().size();
    double[][] angles = new double[scored][];
    int[] counts = new int[scored];
    for (int i = 0; i < scored; i++) {
      int held = candidates.held(i);
      angles[i] = new double[candidates.exact() ? held : Math.min(held, childrenPerOp)];
    }
    for (int index = 0; index < candidates.size(); index++) {
      int[] child = candidates.child(index);
      double value = angle.applyAsDouble(child);
      for (int choice = 0; choice < child.length; choice++) {
        int i = candidates.heldAt(index, choice);
        if (i >= 0 && counts[i] < angles[i].length) {
          angles[i][counts[i]] = value;
          counts[i]++;
        }
      }
    }
    List<ScoredOp> scores = new ArrayList<>();
    for (int i = 0; i < scored; i++) {
      AngleStats stats = AngleStats.of(Arrays.copyOf(angles[i], counts[i]));
      double score = candidates.exact() ? rounded(stats.mean()) : stats.mean();
      scores.add(new ScoredOp(candidates.scored().get(i), score, stats, candidates.tries(i)));
    }
    return List.copyOf(scores);
  }

  private static double rounded(double score) {
    return Math.rint(score * GRAINS_PER_RADIAN) / GRAINS_PER_RADIAN;
  }
}
