package io.absnas.core.flops;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * Uniform draws among the architectures of a FLOPs window, all or those through one EdgeOp: choice
 * by choice, each op with its share of the ways to complete the rest inside the window. No draw is
 * ever thrown away. Immutable.
 *
 * <p>Through an op at choice c the units used before c are drawn first, then the choices from c - 1
 * down to 0, then those behind c.
 */
public final class WindowDraw {
  private final WindowCounts counts;
  private final int choice;
  private final int position;

  /** Units used before the choice that lead into the window, ascending. */
  private final int[] used;

  /** Ways with at most so many of these units. */
  private final double[] waysUpTo;

  private WindowDraw(WindowCounts counts, int choice, int position, int[] used, double[] waysUpTo) {
    this.counts = counts;
    this.choice = choice;
    this.position = position;
    this.used = used;
    this.waysUpTo = waysUpTo;
  }

  /** Among all architectures of the window. */
  public static WindowDraw all(WindowCounts counts) {
    // as if an op of no cost stood before the first choice
    return new WindowDraw(counts, -1, 0, new int[1], new double[] {counts.children()});
  }

  /** Among the architectures of the window that have this op at this choice. */
  public static WindowDraw through(WindowCounts counts, EdgeOp edgeOp) {
    int choice = edgeOp.choice();
    int position = counts.position(edgeOp);
    int[] used = new int[counts.width(choice)];
    double[] waysUpTo = new double[used.length];
    int kept = 0;
    double sum = 0;
    for (int units = 0; units < used.length; units++) {
      double ways = counts.through(choice, position, units);
      if (ways > 0) {
        sum += ways;
        used[kept] = units;
        waysUpTo[kept] = sum;
        kept++;
      }
    }
    return new WindowDraw(
        counts, choice, position, Arrays.copyOf(used, kept), Arrays.copyOf(waysUpTo, kept));
  }

  /** Whether there is nothing to draw from. */
  public boolean isEmpty() {
    return waysUpTo.length == 0 || waysUpTo[waysUpTo.length - 1] == 0;
  }

  /**
   * The next architecture: per choice the position of its op in {@link SearchSpace#operations()}.
   * The array is the caller's.
   *
   * @param uniform independent uniform numbers in [0, 1)
   * @throws IllegalStateException if there is nothing to draw from
   */
  public int[] next(DoubleSupplier uniform) {
    requireNonNull(uniform, "uniform is null");
    if (isEmpty()) {
      throw new IllegalStateException("no architecture lies in the window");
    }
    int[] child = new int[counts.choices()];
    int start = used[firstAbove(uniform.getAsDouble() * waysUpTo[waysUpTo.length - 1])];
    int rest = start;
    for (int at = choice - 1; at >= 0; at--) {
      child[at] = backwards(at, rest, uniform.getAsDouble());
      rest -= counts.units(at, child[at]);
    }
    int sum = start;
    if (choice >= 0) {
      child[choice] = position;
      sum += counts.units(choice, position);
    }
    for (int at = choice + 1; at < child.length; at++) {
      child[at] = forwards(at, sum, uniform.getAsDouble());
      sum += counts.units(at, child[at]);
    }
    return child;
  }

  private int firstAbove(double ways) {
    int low = 0;
    int high = waysUpTo.length - 1; // also where rounding has made the draw as large as the sum
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (waysUpTo[middle] > ways) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** An op of a choice, given the units that it and those before it use. */
  private int backwards(int at, int rest, double uniform) {
    double draw = uniform * counts.before(at + 1, rest);
    int chosen = -1;
    for (int candidate : counts.left(at)) {
      double ways = counts.before(at, rest - counts.units(at, candidate));
      if (ways > 0) {
        chosen = candidate;
        draw -= ways;
        if (draw < 0) {
          break;
        }
      }
    }
    return chosen;
  }

  /** An op of a choice, given the units used before it. */
  private int forwards(int at, int sum, double uniform) {
    double draw = uniform * counts.after(at, sum);
    int chosen = -1;
    for (int candidate : counts.left(at)) {
      double ways = counts.after(at + 1, sum + counts.units(at, candidate));
      if (ways > 0) {
        chosen = candidate;
        draw -= ways;
        if (draw < 0) {
          break;
        }
      }
    }
    return chosen;
  }
}
