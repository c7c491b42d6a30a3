package io.absnas.search.derive;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeAlphas;
import io.absnas.core.space.Zero;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What P-DARTS (arXiv 1904.12760) leaves on every edge after a stage. */
public final class ProgressiveDrop {
  private ProgressiveDrop() {}

  /**
   * After a stage that is not the last one: every edge loses its {@code count} least probable ops,
   * at equal probability those earlier in its list, {@code none} like any other; the last op stays.
   */
  public static List<List<CandidateOp>> between(EdgeAlphas alphas, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be positive, was " + count);
    }
    List<List<Double>> probabilities = alphas.probabilities();
    List<List<CandidateOp>> left = new ArrayList<>();
    for (int edge = 0; edge < EdgeAlphas.EDGES; edge++) {
      List<CandidateOp> ops = alphas.ops().get(edge);
      List<Double> row = probabilities.get(edge);
      List<Integer> dropped =
          IntStream.range(0, ops.size())
              .boxed()
              .sorted(Comparator.comparingDouble(row::get))
              .limit(Math.min(count, ops.size() - 1))
              .toList();
      left.add(
          IntStream.range(0, ops.size())
              .filter(column -> !dropped.contains(column))
              .mapToObj(ops::get)
              .toList());
    }
    return List.copyOf(left);
  }

  /**
   * After the last stage: the column of the op that stays on an edge, the most probable one other
   * than {@code none}; at equal probability the later one, since earlier ones are dropped first.
   */
  static int last(List<CandidateOp> ops, double[] probabilities) {
    int best = -1;
    for (int column = 0; column < ops.size(); column++) {
      boolean better = best < 0 || probabilities[column] >= probabilities[best];
      if (ops.get(column) != Zero.ZERO && better) {
        best = column;
      }
    }
    return Math.max(best, 0);
  }
}
