package io.absnas.shrink;

import io.absnas.core.space.EdgeOp;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How clearly each EdgeOp was dropped or kept: its score less the cut, in radians.
 *
 * <p>The cut lies halfway between the highest score dropped and the next score kept. Below 0 is
 * dropped, unless the op was the best of its choice and therefore protected.
 */
public final class MarginToCut {
  private MarginToCut() {}

  /** Margins in the order of {@code scores}; empty where nothing was dropped to compare with. */
  public static List<OptionalDouble> of(List<ScoredOp> scores, List<EdgeOp> drops, DropRule rule) {
    Set<EdgeOp> dropped = Set.copyOf(drops);
    List<OptionalDouble> margins = new ArrayList<>();
    for (ScoredOp scored : scores) {
      List<ScoredOp> group =
          rule.comparesChoices()
              ? scores
              : scores.stream().filter(s -> s.op().choice() == scored.op().choice()).toList();
      OptionalDouble cut = cut(group, dropped);
      margins.add(
          cut.isPresent()
              ? OptionalDouble.of(scored.score() - cut.getAsDouble())
              : OptionalDouble.empty());
    }
    return List.copyOf(margins);
  }

  private static OptionalDouble cut(List<ScoredOp> group, Set<EdgeOp> dropped) {
    OptionalDouble highestDropped =
        group.stream().filter(s -> dropped.contains(s.op())).mapToDouble(ScoredOp::score).max();
    if (highestDropped.isEmpty()) {
      return OptionalDouble.empty();
    }
    double below = highestDropped.getAsDouble();
    double above =
        group.stream()
            .filter(s -> !dropped.contains(s.op()) && s.score() >= below)
            .mapToDouble(ScoredOp::score)
            .min()
            .orElse(below);
    return OptionalDouble.of((below + above) / 2);
  }
}
