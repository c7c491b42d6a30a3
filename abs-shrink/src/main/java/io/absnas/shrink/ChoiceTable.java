package io.absnas.shrink;

import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;

/**
 * The choices of a space as numbers: each op by its position in {@link SearchSpace#operations()}, a
 * child as one position per choice. Scoring handles tens of thousands of children, so these are
 * plain arrays, which nobody writes to.
 */
final class ChoiceTable {
  private final List<CandidateOp> operations;
  private final int[][] positions;
  private final int identity;

  private ChoiceTable(List<CandidateOp> operations, int[][] positions) {
    this.operations = operations;
    this.positions = positions;
    this.identity = operations.indexOf(Identity.LAYER);
  }

  static ChoiceTable of(SearchSpace space) {
    List<CandidateOp> operations = space.operations();
    int[][] positions = new int[space.choices().size()][];
    for (int choice = 0; choice < positions.length; choice++) {
      positions[choice] = space.ops(choice).stream().mapToInt(operations::indexOf).toArray();
    }
    return new ChoiceTable(operations, positions);
  }

  /** Number of choices. */
  int choices() {
    return positions.length;
  }

  /** Number of ops of the unshrunk space. */
  int operations() {
    return operations.size();
  }

  /** Positions of the ops left at a choice, ascending. */
  int[] positions(int choice) {
    return positions[choice];
  }

  /** Position of a layer's identity in the list of operations, or -1 if the space has none. */
  int identity() {
    return identity;
  }

  /** Whether a layer can still be left out. */
  boolean allowsIdentity(int choice) {
    // identity is the last operation, and lists keep the order of the operations
    return identity >= 0 && positions[choice][positions[choice].length - 1] == identity;
  }

  /** What is scored: every op of every choice that has at least two, in order. */
  List<EdgeOp> scored() {
    List<EdgeOp> scored = new ArrayList<>();
    for (int choice = 0; choice < positions.length; choice++) {
      if (positions[choice].length > 1) {
        for (int position : positions[choice]) {
          scored.add(new EdgeOp(choice, operations.get(position)));
        }
      }
    }
    return List.copyOf(scored);
  }

  /** Position of an op. */
  int position(EdgeOp edgeOp) {
    return operations.indexOf(edgeOp.op());
  }

  /** A child as an architecture. */
  Architecture architecture(int[] child) {
    List<CandidateOp> ops = new ArrayList<>(child.length);
    for (int position : child) {
      ops.add(operations.get(position));
    }
    return new Architecture(ops);
  }

  /** A child's positions. */
  int[] child(Architecture architecture) {
    return architecture.ops().stream().mapToInt(operations::indexOf).toArray();
  }
}
