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
  public int[] sample(EdgeOp edgeOp, Draws draws) {
    return sample(edgeOp.choice(), table.position(edgeOp), draws);
  }

  /** A child with a uniform op at every choice. */
  public int[] sample(Draws draws) {
    return sample(-1, -1, draws);
  }

  private int[] sample(int fixed, int position, Draws draws) {
    int[] child = new int[table.choices()];
    for (int choice = 0; choice < child.length; choice++) {
      int[] left = table.positions(choice);
      child[choice] = choice == fixed ? position : left[draws.below(left.length)];
    }
    return child;
  }
}
