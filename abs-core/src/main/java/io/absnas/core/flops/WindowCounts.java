package io.absnas.core.flops;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import java.util.Arrays;

/**
 * How many architectures of a space lie in a FLOPs window, in total and through each EdgeOp, by one
 * dynamic programme over the sums of table entries; what {@link WindowDraw} draws from and {@link
 * WindowWalk} goes through.
 *
 * <p>Sums count in units above the smallest architecture, where a unit is the greatest common
 * divisor of all differences between ops of one choice. Without a limit that binds, every op counts
 * 0 units. Only additions and products of counts are made, never differences: a count below 2^53 is
 * exact, a larger one is right to 1e-10 of itself, and 0 means none. Immutable.
 */
public final class WindowCounts {
  /** Numbers in all tables together, 256 MiB: ten times what the published spaces need. */
  private static final long MOST_NUMBERS = 1L << 25;

  private static final int MOST_BITS = 1000;

  private final SearchSpace space;
  private final int[][] left;
  private final int[][] units;
  private final long low;
  private final long high;

  /** Per number of choices and units: ways of so many first choices to use exactly these units. */
  private final double[][] before;

  /** Per choice and units used before it: ways of it and those behind it to end in the window. */
  private final double[][] after;

  private WindowCounts(SearchSpace space, int[][] left, int[][] units, long low, long high) {
    this.space = space;
    this.left = left;
    this.units = units;
    this.low = low;
    this.high = high;
    int[] widths = widths(left, units, high);
    requireFew(space, widths);
    this.before = before(widths);
    this.after = after(widths);
  }

  /**
   * Counts a space, full or shrunk.
   *
   * @throws AbsException USAGE if the sums of a space of odd widths are too many
   */
  public static WindowCounts of(SearchSpace space, FlopsWindow window) {
    requireNonNull(window, "window is null");
    int choices = space.choices().size();
    int[][] left = new int[choices][];
    int[][] units = new int[choices][space.operations().size()];
    for (int choice = 0; choice < choices; choice++) {
      left[choice] = space.ops(choice).stream().mapToInt(space.operations()::indexOf).toArray();
    }
    if (window.equals(FlopsWindow.ANY)) {
      return new WindowCounts(space, left, units, 0, 0);
    }
    CostModel costs = CostModel.of(space);
    long[][] entries = entries(costs, left);
    long least = costs.fixed().tableFlops();
    long range = 0;
    for (long[] choice : entries) {
      least += Arrays.stream(choice).min().orElse(0);
      range += Arrays.stream(choice).max().orElse(0) - Arrays.stream(choice).min().orElse(0);
    }
    if (window.min() <= least && window.max() >= least + range) {
      return new WindowCounts(space, left, units, 0, 0);
    }
    long unit = unit(entries);
    long low = Math.max(0, -Math.floorDiv(least - window.min(), unit));
    long high = Math.min(range / unit, Math.floorDiv(window.max() - least, unit));
    if (high < low) {
      return new WindowCounts(space, left, units, 1, 0);
    }
    for (int choice = 0; choice < choices; choice++) {
      long smallest = Arrays.stream(entries[choice]).min().orElse(0);
      for (int i = 0; i < left[choice].length; i++) {
        // beyond the window is beyond it, however far
        units[choice][left[choice][i]] =
            (int) Math.min(Integer.MAX_VALUE / 2, (entries[choice][i] - smallest) / unit);
      }
    }
    return new WindowCounts(space, left, units, low, high);
  }

  private static long[][] entries(CostModel costs, int[][] left) {
    long[][] entries = new long[left.length][];
    for (int choice = 0; choice < left.length; choice++) {
      entries[choice] = new long[left[choice].length];
      for (int i = 0; i < left[choice].length; i++) {
        EdgeOp edgeOp = new EdgeOp(choice, costs.space().ops(choice).get(i));
        entries[choice][i] = costs.entry(edgeOp).tableFlops();
      }
    }
    return entries;
  }

  private static long unit(long[][] entries) {
    long unit = 0;
    for (long[] choice : entries) {
      for (long entry : choice) {
        unit = divisor(unit, Math.abs(entry - choice[0]));
      }
    }
    return Math.max(1, unit);
  }

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  /** Units that so many first choices can use without leaving the window for good, plus one. */
  private static int[] widths(int[][] left, int[][] units, long high) {
    int[] widths = new int[left.length + 1];
    widths[0] = 1;
    for (int choice = 0; choice < left.length; choice++) {
      int most = 0;
      for (int position : left[choice]) {
        most = Math.max(most, units[choice][position]);
      }
      long width = Math.min((long) widths[choice] + most, high + 1);
      widths[choice + 1] = (int) Math.min(Integer.MAX_VALUE / 2, Math.max(1, width));
    }
    return widths;
  }

  private static void requireFew(SearchSpace space, int[] widths) {
    if (2 * Arrays.stream(widths).asLongStream().sum() > MOST_NUMBERS) {
      throw new AbsException(
          ExitCode.USAGE,
          "space %s has too many different FLOPs sums to count; widths in multiples of 8 have few"
              .formatted(space.id()));
    }
    if (space.size().bitLength() > MOST_BITS) {
      throw new AbsException(
          ExitCode.USAGE,
          "space %s has more than 2^%d architectures, too many to count"
              .formatted(space.id(), MOST_BITS));
    }
  }

  private double[][] before(int[] widths) {
    double[][] ways = new double[widths.length][];
    ways[0] = new double[] {1};
    for (int choice = 0; choice < left.length; choice++) {
      double[] from = ways[choice];
      double[] to = new double[widths[choice + 1]];
      for (int position : left[choice]) {
        int shift = units[choice][position];
        int end = Math.min(from.length, to.length - shift);
        for (int used = 0; used < end; used++) {
          to[used + shift] += from[used];
        }
      }
      ways[choice + 1] = to;
    }
    return ways;
  }

  private double[][] after(int[] widths) {
    double[][] ways = new double[widths.length][];
    double[] last = new double[widths[left.length]];
    for (int used = 0; used < last.length; used++) {
      last[used] = used >= low && used <= high ? 1 : 0;
    }
    ways[left.length] = last;
    for (int choice = left.length - 1; choice >= 0; choice--) {
      double[] from = ways[choice + 1];
      double[] to = new double[widths[choice]];
      for (int position : left[choice]) {
        int shift = units[choice][position];
        int end = Math.min(to.length, from.length - shift);
        for (int used = 0; used < end; used++) {
          to[used] += from[used + shift];
        }
      }
      ways[choice] = to;
    }
    return ways;
  }

  /** The space that was counted. */
  public SearchSpace space() {
    return space;
  }

  /** Architectures in the window. */
  public double children() {
    return after[0][0];
  }

  /** Architectures in the window that have this op at this choice. */
  public double children(EdgeOp edgeOp) {
    int position = position(edgeOp);
    double sum = 0;
    for (int used = 0; used < before[edgeOp.choice()].length; used++) {
      sum += through(edgeOp.choice(), position, used);
    }
    return sum;
  }

  /**
   * Whether an architecture lies in the window.
   *
   * @param child per choice the position of its op in {@link SearchSpace#operations()}
   */
  public boolean allows(int[] child) {
    long used = 0;
    for (int choice = 0; choice < child.length; choice++) {
      used += units[choice][child[choice]];
    }
    return used >= low && used <= high;
  }

  /** Position of an op that is left in {@link SearchSpace#operations()}. */
  int position(EdgeOp edgeOp) {
    if (edgeOp.choice() >= left.length || !space.ops(edgeOp.choice()).contains(edgeOp.op())) {
      throw new IllegalArgumentException(
          edgeOp.op().id() + " is not left at choice " + edgeOp.choice());
    }
    return space.operations().indexOf(edgeOp.op());
  }

  /** Positions of the ops left at a choice; nobody writes to it. */
  int[] left(int choice) {
    return left[choice];
  }

  /** Number of choices. */
  int choices() {
    return left.length;
  }

  /** Units of an op above the cheapest of its choice. */
  int units(int choice, int position) {
    return units[choice][position];
  }

  /** One more than the units that the choices before this one can use. */
  int width(int choice) {
    return before[choice].length;
  }

  /** Ways of the choices before this one to use exactly so many units; 0 beyond the table. */
  double before(int choice, int used) {
    return used >= 0 && used < before[choice].length ? before[choice][used] : 0;
  }

  /** Ways of this choice and those behind it to end in the window when so many are used. */
  double after(int choice, int used) {
    return used < after[choice].length ? after[choice][used] : 0;
  }

  /** Architectures in the window with this op and so many units used before its choice. */
  double through(int choice, int position, int used) {
    return before[choice][used] * after(choice + 1, used + units[choice][position]);
  }
}
