package io.absnas.shrink;

import io.absnas.core.space.EdgeOp;
import java.util.Arrays;
import java.util.List;

/**
 * The children that one scoring round measures, in order of acceptance, and what it took to find
 * them for each scored EdgeOp.
 */
public final class Candidates {
  private final List<EdgeOp> scored;
  private final ChildSet children;
  private final int[][] rank;
  private final int[] held;
  private final long[] tries;
  private final boolean exact;

  Candidates(ChoiceTable table, boolean exact) {
    this.scored = table.scored();
    this.children = new ChildSet(table.choices());
    this.rank = new int[table.choices()][table.operations()];
    for (int[] ranks : rank) {
      Arrays.fill(ranks, -1);
    }
    for (int i = 0; i < scored.size(); i++) {
      rank[scored.get(i).choice()][table.position(scored.get(i))] = i;
    }
    this.held = new int[scored.size()];
    this.tries = new long[scored.size()];
    this.exact = exact;
  }

  /** What is scored, in order of choices, then list order. */
  public List<EdgeOp> scored() {
    return scored;
  }

  /** Number of different children. */
  public int size() {
    return children.size();
  }

  /** Child number {@code index} in order of acceptance: one op position per choice; a copy. */
  public int[] child(int index) {
    return children.child(index);
  }

  /** Children that hold scored EdgeOp number {@code index}. */
  public int held(int index) {
    return held[index];
  }

  /** Draws made for scored EdgeOp number {@code index}, 0 where the shared pool was enough. */
  public long tries(int index) {
    return tries[index];
  }

  /** All draws. */
  public long tries() {
    long sum = 0;
    for (long count : tries) {
      sum += count;
    }
    return sum;
  }

  /** Whether these are all children of the space rather than a sample. */
  public boolean exact() {
    return exact;
  }

  /** Number of the scored EdgeOp that child {@code index} holds at {@code choice}, or -1. */
  int heldAt(int index, int choice) {
    return rank[choice][children.position(index, choice)];
  }

  boolean contains(int[] child) {
    return children.contains(child);
  }

  boolean add(int[] child) {
    if (!children.add(child)) {
      return false;
    }
    for (int choice = 0; choice < child.length; choice++) {
      int index = rank[choice][child[choice]];
      if (index >= 0) {
        held[index]++;
      }
    }
    return true;
  }

  void countTries(int index, long count) {
    tries[index] += count;
  }
}
