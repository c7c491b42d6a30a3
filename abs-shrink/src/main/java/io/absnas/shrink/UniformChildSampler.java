package io.absnas.shrink;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;

/** A uniform op at every other choice, as the reference scores its 19-layer space. */
public final class UniformChildSampler implements ChildSampler {
  private final ChoiceTable table;

  /** A sampler of what is left in {@code space}. */
  public UniformChildSampler(SearchSpace space) {
    this.table = ChoiceTable.of(space);
  }

  @Override
  public Through through(EdgeOp edgeOp) {
    int fixed = edgeOp.choice();
    int position = table.position(edgeOp);
    return draws -> {
      int[] child = new int[table.choices()];
      for (int choice = 0; choice < child.length; choice++) {
        int[] left = table.positions(choice);
        child[choice] = choice == fixed ? position : left[draws.below(left.length)];
      }
      return child;
    };
  }
}
