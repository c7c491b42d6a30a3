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
  private final ChildCode code;
  private final ChildSet children;
  private final int[][] rank;
  private final int[] positions;
  private final int[] held;
  private final long[] tries;
  private final boolean[] complete;
  private final boolean exact;
  private final long[] words;
  private final int[] scratch;

  Candidates(ChoiceTable table, boolean exact) {
    this.scored = table.scored();
    this.code = new ChildCode(table);
    this.children = new ChildSet(code.words());
    this.rank = new int[table.choices()][table.operations()];
    for (int[] ranks : rank) {
      Arrays.fill(ranks, -1);
    }
    this.positions = new int[scored.size()];
    for (int i = 0; i < scored.size(); i++) {
      positions[i] = table.position(scored.get(i));
      rank[scored.get(i).choice()][positions[i]] = i;
    }
    this.held = new int[scored.size()];
    this.tries = new long[scored.size()];
    this.complete = new boolean[scored.size()];
    Arrays.fill(complete, exact);
    this.exact = exact;
    this.words = new long[code.words()];
    this.scratch = new int[table.choices()];
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
    int[] child = new int[scratch.length];
    int within = index % ChildSet.CHUNK;
    code.read(children.chunk(index / ChildSet.CHUNK), within * code.words(), child);
    return child;
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
    return Arrays.stream(tries).sum();
  }

  /** Whether all allowed children that hold scored EdgeOp number {@code index} are there. */
  public boolean complete(int index) {
    return complete[index];
  }

  /** Whether these are all allowed children of the space rather than a sample. */
  public boolean exact() {
    return exact;
  }

  /** How children are written. */
  ChildCode code() {
    return code;
  }

  /** The children in chunks. */
  ChildSet children() {
    return children;
  }

  /** Position of scored EdgeOp number {@code index} in the list of operations. */
  int position(int index) {
    return positions[index];
  }

  /** Adds a child unless it is there; says whether it was added. */
  boolean add(int[] child) {
    code.write(child, words, 0);
    return add(words, 0);
  }

  /** The same for a child in words. */
  boolean add(long[] codes, int at) {
    if (!children.add(codes, at)) {
      return false;
    }
    code.read(codes, at, scratch);
    for (int choice = 0; choice < scratch.length; choice++) {
      int index = rank[choice][scratch[choice]];
      if (index >= 0) {
        held[index]++;
      }
    }
    return true;
  }

  void countTries(int index, long count) {
    tries[index] += count;
  }

  void setComplete(int index) {
    complete[index] = true;
  }

  /** No child follows: gives back the memory that tells them apart. */
  void close() {
    children.close();
  }
}
