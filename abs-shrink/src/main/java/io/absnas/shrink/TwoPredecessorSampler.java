package io.absnas.shrink;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.TwoPredecessors;

/**
 * DARTS cells as the reference scores them: a uniform op on every edge, repaired so that each node
 * has two predecessors, and only then the given op on its edge. So a node may end with three
 * predecessors, or with one where the op is {@code none}.
 */
public final class TwoPredecessorSampler implements ChildSampler {
  private final ChoiceTable table;
  private final TwoPredecessors rule;

  /** A sampler of what is left in a space of DARTS cells. */
  public TwoPredecessorSampler(SearchSpace space) {
    this.table = ChoiceTable.of(space);
    this.rule = new TwoPredecessors(space);
  }

  @Override
  public Through through(EdgeOp edgeOp) {
    int position = table.position(edgeOp);
    return draws -> {
      int[] child = new int[table.choices()];
      for (int choice = 0; choice < child.length; choice++) {
        int[] left = table.positions(choice);
        child[choice] = left[draws.below(left.length)];
      }
      rule.repair(child, draws);
      child[edgeOp.choice()] = position;
      return child;
    };
  }
}
