package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.flops.CostModel;
import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/**
 * A uniform child among those through an op whose table FLOPs lie in a window: op by op, each with
 * the share of completions that end inside, counted by dynamic programming over the sums of table
 * entries.
 *
 * <p>Where no child is inside, a child outside is returned, which the caller rejects. Keeps the
 * counts of the last op asked for; not safe for use by several threads.
 */
public final class WindowSampler implements ChildSampler {
  private static final long LARGEST_TABLE = 1L << 26;

  private final ChoiceTable table;
  private final FlopsWindow window;
  private final long fixed;
  private final long[][] entries;
  private final long unit;
  private @Nullable Completions last;

  /** A sampler of what is left in {@code space}. */
  public WindowSampler(SearchSpace space, FlopsWindow window) {
    this.table = ChoiceTable.of(space);
    this.window = requireNonNull(window, "window is null");
    CostModel costs = CostModel.of(space);
    this.fixed = costs.fixed().tableFlops();
    this.entries = new long[table.choices()][table.operations()];
    long divisor = 0;
    for (int choice = 0; choice < entries.length; choice++) {
      int[] left = table.positions(choice);
      for (int position : left) {
        EdgeOp edgeOp = new EdgeOp(choice, space.operations().get(position));
        entries[choice][position] = costs.entry(edgeOp).tableFlops();
        divisor = divisor(divisor, entries[choice][position] - entries[choice][left[0]]);
      }
    }
    this.unit = Math.max(1, divisor);
  }

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(Math.abs(b), a % b);
  }

  @Override
  public int[] sample(EdgeOp edgeOp, Draws draws) {
    Completions completions = last;
    if (completions == null || !completions.edgeOp.equals(edgeOp)) {
      completions = new Completions(edgeOp);
      last = completions;
    }
    return completions.sample(draws);
  }

  /** How many ways the choices from one on can end at each sum, with one op given. */
  private final class Completions {
    private final EdgeOp edgeOp;
    private final int[][] left;
    private final long least;

    /** Ways of the choices from c on to add at most s units above their least sum. */
    private final double[][] waysUpTo;

    Completions(EdgeOp edgeOp) {
      this.edgeOp = edgeOp;
      this.left = new int[entries.length][];
      long sum = fixed;
      long width = 1;
      for (int choice = 0; choice < left.length; choice++) {
        left[choice] =
            choice == edgeOp.choice()
                ? new int[] {table.position(edgeOp)}
                : table.positions(choice);
        sum += smallest(choice);
        width += (largest(choice) - smallest(choice)) / unit;
      }
      this.least = sum;
      if (width * (left.length + 1) > LARGEST_TABLE) {
        throw new AbsException(
            ExitCode.USAGE,
            "scoring.sampling is window, but this space has too many different FLOPs sums ("
                + width
                + "): use own");
      }
      this.waysUpTo = ways((int) width);
    }

    private long smallest(int choice) {
      long smallest = Long.MAX_VALUE;
      for (int position : left[choice]) {
        smallest = Math.min(smallest, entries[choice][position]);
      }
      return smallest;
    }

    private long largest(int choice) {
      long largest = 0;
      for (int position : left[choice]) {
        largest = Math.max(largest, entries[choice][position]);
      }
      return largest;
    }

    private int offset(int choice, int position) {
      return (int) ((entries[choice][position] - smallest(choice)) / unit);
    }

    private double[][] ways(int width) {
      double[][] ways = new double[left.length + 1][width];
      ways[left.length][0] = 1;
      for (int choice = left.length - 1; choice >= 0; choice--) {
        for (int position : left[choice]) {
          int offset = offset(choice, position);
          for (int sum = offset; sum < width; sum++) {
            ways[choice][sum] += ways[choice + 1][sum - offset];
          }
        }
      }
      for (double[] row : ways) {
        for (int sum = 1; sum < width; sum++) {
          row[sum] += row[sum - 1];
        }
      }
      return ways;
    }

    int[] sample(Draws draws) {
      int[] child = new int[left.length];
      long used = 0;
      for (int choice = 0; choice < left.length; choice++) {
        double total = 0;
        for (int position : left[choice]) {
          total += inside(choice + 1, used + offset(choice, position));
        }
        double draw = draws.fraction() * total;
        int chosen = left[choice][left[choice].length - 1];
        for (int position : left[choice]) {
          draw -= inside(choice + 1, used + offset(choice, position));
          if (draw < 0) {
            chosen = position;
            break;
          }
        }
        child[choice] = chosen;
        used += offset(choice, chosen);
      }
      return child;
    }

    /** Completions from a choice on that end inside the window when so many units are used. */
    private double inside(int choice, long used) {
      long low = Math.floorDiv(window.min() - least - 1, unit) - used;
      long high = Math.floorDiv(window.max() - least, unit) - used;
      return upTo(choice, high) - upTo(choice, low);
    }

    private double upTo(int choice, long units) {
      double[] row = waysUpTo[choice];
      return units < 0 ? 0 : row[(int) Math.min(units, row.length - 1L)];
    }
  }
}
