package io.absnas.shrink;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;

/**
 * A uniform op other than identity at every other choice, then a uniform number of identities on a
 * random subset of the choices that allow one, as the reference scores its 21-layer space.
 *
 * <p>So shallow and deep children are equally likely, unlike in training. A choice where only
 * identity is left takes part in the draw all the same, which wastes identities and is kept because
 * published results depend on it.
 */
public final class IdentityCountSampler implements ChildSampler {
  private final ChoiceTable table;

  /** A sampler of what is left in {@code space}. */
  public IdentityCountSampler(SearchSpace space) {
    this.table = ChoiceTable.of(space);
  }

  @Override
  public int[] sample(EdgeOp edgeOp, Draws draws) {
    return sample(edgeOp.choice(), table.position(edgeOp), draws);
  }

  private int[] sample(int fixed, int position, Draws draws) {
    int[] child = new int[table.choices()];
    int[] skippable = new int[child.length];
    int skippables = 0;
    for (int choice = 0; choice < child.length; choice++) {
      int[] left = table.positions(choice);
      boolean allowsIdentity = table.allowsIdentity(choice);
      if (choice == fixed) {
        child[choice] = position;
        continue;
      }
      // identity, where allowed, is the last of the list
      int blocks = allowsIdentity && left.length > 1 ? left.length - 1 : left.length;
      child[choice] = left[draws.below(blocks)];
      if (allowsIdentity) {
        skippable[skippables] = choice;
        skippables++;
      }
    }
    int identities = draws.below(skippables + 1);
    int[] order = draws.shuffled(skippables);
    for (int i = 0; i < identities; i++) {
      child[skippable[order[i]]] = table.identity();
    }
    return child;
  }
}
