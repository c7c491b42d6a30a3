package io.absnas.shrink;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import java.util.stream.IntStream;

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
  public Through through(EdgeOp edgeOp) {
    int fixed = edgeOp.choice();
    int position = table.position(edgeOp);
    int[] blocks = IntStream.range(0, table.choices()).map(this::blocks).toArray();
    int[] skippable =
        IntStream.range(0, table.choices())
            .filter(choice -> choice != fixed && table.allowsIdentity(choice))
            .toArray();
    return draws -> {
      int[] child = new int[blocks.length];
      for (int choice = 0; choice < child.length; choice++) {
        child[choice] =
            choice == fixed ? position : table.positions(choice)[draws.below(blocks[choice])];
      }
      int identities = draws.below(skippable.length + 1);
      int[] skipped = draws.chosen(skippable, identities);
      for (int i = 0; i < identities; i++) {
        child[skipped[i]] = table.identity();
      }
      return child;
    };
  }

  /** Ops of a choice but identity, which is the last of the list; where it is alone, it counts. */
  private int blocks(int choice) {
    int left = table.positions(choice).length;
    return table.allowsIdentity(choice) && left > 1 ? left - 1 : left;
  }
}
