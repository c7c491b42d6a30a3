package io.absnas.shrink;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Goes through all children of a space, last choice fastest. */
final class WholeSpace {
  private final ChoiceTable table;

  WholeSpace(SearchSpace space) {
    this.table = ChoiceTable.of(space);
  }

  /** All children that are allowed. */
  Candidates candidates(Predicate<int[]> allowed) {
    Candidates candidates = new Candidates(table, true);
    walk(new int[table.choices()], 0, -1, 0, child -> addAllowed(candidates, child, allowed));
    return candidates;
  }

  /** All children through one EdgeOp, the same array each time. */
  void through(EdgeOp edgeOp, Consumer<int[]> children) {
    walk(new int[table.choices()], 0, edgeOp.choice(), table.position(edgeOp), children);
  }

  private static void addAllowed(Candidates candidates, int[] child, Predicate<int[]> allowed) {
    if (allowed.test(child)) {
      candidates.add(child);
    }
  }

  private void walk(int[] child, int choice, int fixed, int position, Consumer<int[]> children) {
    if (choice == child.length) {
      children.accept(child);
      return;
    }
    if (choice == fixed) {
      child[choice] = position;
      walk(child, choice + 1, fixed, position, children);
      return;
    }
    for (int op : table.positions(choice)) {
      child[choice] = op;
      walk(child, choice + 1, fixed, position, children);
    }
  }
}
