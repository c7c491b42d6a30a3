package io.absnas.core.angle;

import io.absnas.core.space.Architecture;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SearchSpace;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Angles of many architectures from one set of sums: a few additions each, nothing allocated.
 *
 * <p>Immutable; one scorer serves any number of threads.
 */
public final class AngleScorer {
  private static final int SUMS = 3;

  private final SearchSpace space;
  private final int choices;
  private final int operations;
  private final CandidateOp[] objects;
  private final AngleSums common;

  /** Per choice and operation dot, initial and trained square; NaN where the op is not left. */
  private final double[] table;

  private final @Nullable PathTable paths;

  /** A scorer on these sums. */
  public AngleScorer(WeightSums sums) {
    space = sums.space();
    common = sums.common();
    List<CandidateOp> ops = space.operations();
    operations = ops.size();
    objects = ops.toArray(CandidateOp[]::new);
    choices = space.choices().size();
    table = new double[choices * operations * SUMS];
    Arrays.fill(table, Double.NaN);
    for (EdgeOpSums entry : sums.edgeOps()) {
      int own = position(entry.edgeOp().op());
      int at = index(entry.edgeOp().choice(), own < 0 ? ops.indexOf(entry.edgeOp().op()) : own);
      table[at] = entry.sums().dot();
      table[at + 1] = entry.sums().initialSquare();
      table[at + 2] = entry.sums().trainedSquare();
    }
    paths = space instanceof CellSpace cells ? new PathTable(cells) : null;
  }

  /** The angle of an architecture in radians, 0 to pi. */
  public double angle(Architecture architecture) {
    List<CandidateOp> ops = architecture.ops();
    int[] positions = new int[ops.size()];
    for (int choice = 0; choice < positions.length; choice++) {
      positions[choice] = position(ops.get(choice));
      if (positions[choice] < 0) {
        return angle(Architectures.positions(space, architecture));
      }
    }
    return angle(positions);
  }

  /** Position of an op that is the space's own object, as nearly all are; otherwise -1. */
  private int position(CandidateOp op) {
    for (int i = 0; i < operations; i++) {
      if (objects[i] == op) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The angle of an architecture in radians, 0 to pi.
   *
   * @param positions per choice the position of its op in {@link SearchSpace#operations()}
   */
  public double angle(int[] positions) {
    if (positions.length != choices) {
      throw new IllegalArgumentException(
          "space %s has %d choices, the architecture has %d"
              .formatted(space.id(), choices, positions.length));
    }
    return paths == null ? layered(positions) : cell(paths, positions);
  }

  /** Every layer counts once. */
  private double layered(int[] positions) {
    double dot = common.dot();
    double initialSquare = common.initialSquare();
    double trainedSquare = common.trainedSquare();
    for (int choice = 0; choice < choices; choice++) {
      int at = index(choice, positions[choice]);
      dot += table[at];
      initialSquare += table[at + 1];
      trainedSquare += table[at + 2];
    }
    return angle(dot, initialSquare, trainedSquare, positions);
  }

  /** Every edge counts once per surviving path through it. */
  private double cell(PathTable counts, int[] positions) {
    double dot = common.dot();
    double initialSquare = common.initialSquare();
    double trainedSquare = common.trainedSquare();
    double[] row = counts.row(positions);
    for (int choice = 0; choice < choices; choice++) {
      int at = index(choice, positions[choice]);
      double count = row[choice];
      dot += count * table[at];
      initialSquare += count * table[at + 1];
      trainedSquare += count * table[at + 2];
    }
    return angle(dot, initialSquare, trainedSquare, positions);
  }

  private double angle(double dot, double initialSquare, double trainedSquare, int[] positions) {
    if (Double.isNaN(dot)) {
      refuseAbsent(positions);
    }
    return Angle.of(dot, initialSquare, trainedSquare);
  }

  /**
   * Angles of all architectures of a small space in the order of {@link Architectures#all}.
   *
   * @param part the scorer's space or one with fewer ops
   */
  public double[] all(SearchSpace part) {
    double[] angles = new double[Architectures.count(part)];
    int[][] left = new int[choices][];
    int[] positions = new int[choices];
    for (int choice = 0; choice < choices; choice++) {
      left[choice] = part.ops(choice).stream().mapToInt(space.operations()::indexOf).toArray();
      positions[choice] = left[choice][0];
    }
    int[] next = new int[choices];
    for (int i = 0; i < angles.length; i++) {
      angles[i] = angle(positions);
      int choice = choices - 1;
      while (choice >= 0 && ++next[choice] == left[choice].length) {
        next[choice] = 0;
        positions[choice] = left[choice][0];
        choice--;
      }
      if (choice >= 0) {
        positions[choice] = left[choice][next[choice]];
      }
    }
    return angles;
  }

  private int index(int choice, int position) {
    return (choice * operations + position) * SUMS;
  }

  private void refuseAbsent(int[] positions) {
    for (int choice = 0; choice < choices; choice++) {
      if (Double.isNaN(table[index(choice, positions[choice])])) {
        throw new IllegalArgumentException(
            "op %s is not left at choice %s of space %s"
                .formatted(
                    space.operations().get(positions[choice]).id(),
                    space.choiceName(choice),
                    space.id()));
      }
    }
  }
}
