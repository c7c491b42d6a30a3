package io.absnas.shrink;

import io.absnas.core.flops.CostModel;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;

/** Table FLOPs of children given as op positions: one look-up per choice. */
final class ChildFlops {
  private final long fixed;
  private final long[][] entries;

  private ChildFlops(long fixed, long[][] entries) {
    this.fixed = fixed;
    this.entries = entries;
  }

  static ChildFlops of(SearchSpace space) {
    CostModel costs = CostModel.of(space);
    ChoiceTable table = ChoiceTable.of(space);
    long[][] entries = new long[table.choices()][table.operations()];
    for (int choice = 0; choice < entries.length; choice++) {
      for (int position : table.positions(choice)) {
        EdgeOp edgeOp = new EdgeOp(choice, space.operations().get(position));
        entries[choice][position] = costs.entry(edgeOp).tableFlops();
      }
    }
    return new ChildFlops(costs.fixed().tableFlops(), entries);
  }

  long of(int[] child) {
    long sum = fixed;
    for (int choice = 0; choice < child.length; choice++) {
      sum += entries[choice][child[choice]];
    }
    return sum;
  }
}
