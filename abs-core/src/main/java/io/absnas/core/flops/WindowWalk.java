package io.absnas.core.flops;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import java.util.function.Consumer;

/**
 * Goes through the architectures of a FLOPs window and through nothing else: a step is taken only
 * where the counts say that it can be completed, so the work is proportional to what is found, not
 * to the space.
 */
public final class WindowWalk {
  private final WindowCounts counts;
  private final Consumer<int[]> children;
  private final int[] child;

  private WindowWalk(WindowCounts counts, Consumer<int[]> children) {
    this.counts = counts;
    this.children = requireNonNull(children, "children is null");
    this.child = new int[counts.choices()];
  }

  /**
   * All architectures of the window, the last choice fastest.
   *
   * @param children receives per choice the position of the op in {@link SearchSpace#operations()},
   *     the same array each time
   */
  public static void all(WindowCounts counts, Consumer<int[]> children) {
    if (counts.children() > 0) {
      new WindowWalk(counts, children).forwards(0, 0);
    }
  }

  /** Those that have an op at a choice, by the FLOPs used before it; otherwise as {@link #all}. */
  public static void through(WindowCounts counts, EdgeOp edgeOp, Consumer<int[]> children) {
    WindowWalk walk = new WindowWalk(counts, children);
    int choice = edgeOp.choice();
    int position = counts.position(edgeOp);
    walk.child[choice] = position;
    for (int used = 0; used < counts.width(choice); used++) {
      if (counts.through(choice, position, used) > 0) {
        walk.backwards(choice - 1, used, choice, used + counts.units(choice, position));
      }
    }
  }

  private void backwards(int choice, int rest, int fixed, int used) {
    if (choice < 0) {
      forwards(fixed + 1, used);
      return;
    }
    for (int position : counts.left(choice)) {
      int less = rest - counts.units(choice, position);
      if (counts.before(choice, less) > 0) {
        child[choice] = position;
        backwards(choice - 1, less, fixed, used);
      }
    }
  }

  private void forwards(int choice, int used) {
    if (choice == child.length) {
      children.accept(child);
      return;
    }
    for (int position : counts.left(choice)) {
      int more = used + counts.units(choice, position);
      if (counts.after(choice + 1, more) > 0) {
        child[choice] = position;
        forwards(choice + 1, more);
      }
    }
  }
}
