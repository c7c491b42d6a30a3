package io.absnas.shrink;

import io.absnas.core.space.EdgeOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides what to drop. A small angle is bad; ties go in the order of the scores' list. */
public final class OperatorDropper {
  private OperatorDropper() {}

  /** The scores from the lowest up; equal ones stay in list order. */
  public static List<ScoredOp> ranked(List<ScoredOp> scores) {
    return scores.stream().sorted(Comparator.comparingDouble(ScoredOp::score)).toList();
  }

  /**
   * The {@code count} lowest-scoring EdgeOps that have a companion of the same choice ranked above
   * them, from the lowest up; fewer if there are not so many. So the best of each choice stays.
   */
  public static List<EdgeOp> lowest(List<ScoredOp> scores, int count) {
    Map<Integer, Integer> ahead = new HashMap<>();
    for (ScoredOp scored : scores) {
      ahead.merge(scored.op().choice(), 1, Integer::sum);
    }
    List<EdgeOp> drops = new ArrayList<>();
    for (ScoredOp scored : ranked(scores)) {
      int companions = ahead.merge(scored.op().choice(), -1, Integer::sum);
      if (drops.size() < count && companions > 0) {
        drops.add(scored.op());
      }
    }
    return List.copyOf(drops);
  }

  /**
   * The lowest-scoring EdgeOp of each choice that has at least two, in order of choices; of equal
   * ones the earlier in the list.
   */
  public static List<EdgeOp> lowestPerChoice(List<ScoredOp> scores) {
    Set<Integer> several = new HashSet<>();
    Set<Integer> seen = new HashSet<>();
    for (ScoredOp scored : scores) {
      if (!seen.add(scored.op().choice())) {
        several.add(scored.op().choice());
      }
    }
    List<EdgeOp> drops = new ArrayList<>();
    for (ScoredOp scored : ranked(scores)) {
      if (several.remove(scored.op().choice())) {
        drops.add(scored.op());
      }
    }
    drops.sort(Comparator.comparingInt(EdgeOp::choice));
    return List.copyOf(drops);
  }
}
