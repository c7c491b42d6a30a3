package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.Draws;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Repairs drawn DARTS cells so that every computed node reads two others, as the final cells do:
 * all its other edges are {@code none} (arXiv 2004.13431). Nodes are repaired in order. Immutable.
 *
 * <p>An edge is cleared even if {@code none} is no longer left there; an edge where nothing else is
 * left stays {@code none}.
 */
public final class TwoPredecessors {
  private static final int PREDECESSORS = 2;

  private final CellSpace space;
  private final int none;
  private final int[][] connecting; // per edge, positions of what is left but none

  /** The rule for what is left of a space that it {@link #binds}. */
  public TwoPredecessors(SearchSpace space) {
    if (!binds(space)) {
      throw new IllegalArgumentException("no cells of space " + space.id() + " need repair");
    }
    this.space = (CellSpace) space;
    List<CandidateOp> operations = space.operations();
    this.none = operations.indexOf(Zero.ZERO);
    this.connecting =
        space.choices().stream()
            .map(ops -> ops.stream().mapToInt(operations::indexOf).filter(i -> i != none).toArray())
            .toArray(int[][]::new);
  }

  /** Whether cells of the space are sampled under this rule: those of DARTS with {@code none}. */
  public static boolean binds(SearchSpace space) {
    return space instanceof CellSpace cells
        && !cells.isNasBench201()
        && cells.operations().contains(Zero.ZERO);
  }

  /**
   * Repairs a cell in place.
   *
   * @param cell per edge the position of its op in {@link SearchSpace#operations()}
   * @param draws which edges to clear or to fill, and with what
   */
  public void repair(int[] cell, Draws draws) {
    requireNonNull(draws, "draws is null");
    int first = 0;
    for (int node = space.graph().inputs(); node < space.graph().nodes(); node++) {
      repair(cell, first, node, draws);
      first += node;
    }
  }

  /** A cell that was drawn, repaired. */
  public Architecture repaired(Architecture drawn, Draws draws) {
    List<CandidateOp> operations = space.operations();
    int[] cell = drawn.ops().stream().mapToInt(operations::indexOf).toArray();
    repair(cell, draws);
    return new Architecture(Arrays.stream(cell).mapToObj(operations::get).toList());
  }

  private void repair(int[] cell, int first, int edges, Draws draws) {
    int[] cleared =
        IntStream.range(first, first + edges).filter(edge -> cell[edge] == none).toArray();
    int surplus = cleared.length - (edges - PREDECESSORS);
    if (surplus < 0) {
      int[] open =
          IntStream.range(first, first + edges).filter(edge -> cell[edge] != none).toArray();
      int[] chosen = draws.chosen(open, -surplus);
      for (int i = 0; i < -surplus; i++) {
        cell[chosen[i]] = none;
      }
    } else if (surplus > 0) {
      int[] chosen = draws.chosen(cleared, surplus);
      for (int i = 0; i < surplus; i++) {
        int[] ops = connecting[chosen[i]];
        if (ops.length > 0) {
          cell[chosen[i]] = ops[draws.below(ops.length)];
        }
      }
    }
  }

  /**
   * Cells of what is left in which every computed node has two predecessors: per node the sum over
   * pairs of its edges of the products of their ops other than {@code none}, multiplied over the
   * nodes. A space that the rule does not bind is counted alike.
   */
  public static BigInteger size(CellSpace space) {
    BigInteger size = BigInteger.ONE;
    int first = 0;
    for (int node = space.graph().inputs(); node < space.graph().nodes(); node++) {
      List<Long> ways = new ArrayList<>();
      for (List<CandidateOp> ops : space.choices().subList(first, first + node)) {
        ways.add(ops.stream().filter(op -> op != Zero.ZERO).count());
      }
      long pairs = 0;
      for (int i = 0; i < ways.size(); i++) {
        for (int j = 0; j < i; j++) {
          pairs += ways.get(i) * ways.get(j);
        }
      }
      size = size.multiply(BigInteger.valueOf(pairs));
      first += node;
    }
    return size;
  }
}
