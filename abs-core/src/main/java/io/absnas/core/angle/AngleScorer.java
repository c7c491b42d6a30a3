package io.absnas.core.angle;

import io.absnas.core.space.Architecture;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellPaths;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SearchSpace;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Angles of many architectures from one set of sums: a few additions each, nothing allocated.
 *
 * <p>Holds scratch memory: one scorer per thread.
 */
public final class AngleScorer {
  private static final int SUMS = 3;

  private final SearchSpace space;
  private final int operations;
  private final AngleSums common;

  /** Per choice and operation dot, initial and trained square; NaN where the op is not left. */
  private final double[] table;

  private final boolean[] operationConnects;
  private final @Nullable CellPaths paths;
  private final boolean[] connects;
  private final long[] counts;

  /** A scorer on these sums. */
  public AngleScorer(WeightSums sums) {
    space = sums.space();
    common = sums.common();
    List<CandidateOp> ops = space.operations();
    operations = ops.size();
    int choices = space.choices().size();
    table = new double[choices * operations * SUMS];
    Arrays.fill(table, Double.NaN);
    for (EdgeOpSums entry : sums.edgeOps()) {
      int at = index(entry.edgeOp().choice(), ops.indexOf(entry.edgeOp().op()));
      table[at] = entry.sums().dot();
      table[at + 1] = entry.sums().initialSquare();
      table[at + 2] = entry.sums().trainedSquare();
    }
    operationConnects = new boolean[operations];
    for (int i = 0; i < operations; i++) {
      operationConnects[i] = ops.get(i).connects();
    }
    paths = space instanceof CellSpace cells ? new CellPaths(cells.graph()) : null;
    connects = new boolean[choices];
    counts = new long[choices];
    Arrays.fill(counts, 1); // a layer counts once; only edges of cells are recounted
  }

  /** The angle of an architecture in radians, 0 to pi. */
  public double angle(Architecture architecture) {
    return angle(Architectures.positions(space, architecture));
  }

  /**
   * The angle of an architecture in radians, 0 to pi.
   *
   * @param positions per choice the position of its op in {@link SearchSpace#operations()}
   */
  public double angle(int[] positions) {
    if (positions.length != counts.length) {
      throw new IllegalArgumentException(
          "space %s has %d choices, the architecture has %d"
              .formatted(space.id(), counts.length, positions.length));
    }
    if (paths != null) {
      for (int choice = 0; choice < connects.length; choice++) {
        connects[choice] = operationConnects[positions[choice]];
      }
      paths.count(connects, counts);
    }
    double dot = common.dot();
    double initialSquare = common.initialSquare();
    double trainedSquare = common.trainedSquare();
    for (int choice = 0; choice < counts.length; choice++) {
      int at = index(choice, positions[choice]);
      if (Double.isNaN(table[at])) {
        throw absent(choice, positions[choice]);
      }
      dot += counts[choice] * table[at];
      initialSquare += counts[choice] * table[at + 1];
      trainedSquare += counts[choice] * table[at + 2];
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
    int choices = part.choices().size();
    int[][] left = new int[choices][];
    for (int choice = 0; choice < choices; choice++) {
      left[choice] = part.ops(choice).stream().mapToInt(space.operations()::indexOf).toArray();
    }
    int[] positions = new int[choices];
    for (int i = 0; i < angles.length; i++) {
      int rest = i;
      for (int choice = choices - 1; choice >= 0; choice--) {
        positions[choice] = left[choice][rest % left[choice].length];
        rest /= left[choice].length;
      }
      angles[i] = angle(positions);
    }
    return angles;
  }

  private int index(int choice, int position) {
    return (choice * operations + position) * SUMS;
  }

  private IllegalArgumentException absent(int choice, int position) {
    return new IllegalArgumentException(
        "op %s is not left at choice %s of space %s"
            .formatted(
                space.operations().get(position).id(), space.choiceName(choice), space.id()));
  }
}
