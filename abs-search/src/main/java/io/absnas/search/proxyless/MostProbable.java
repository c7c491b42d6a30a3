package io.absnas.search.proxyless;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The most probable architecture whose cost lies in a window, exactly: dynamic programming over the
 * sums of costs, which are multiples of a common unit above the least one. Among equally probable
 * ones it is one of the cheapest.
 */
final class MostProbable {
  private static final long MOST_STATES = 1L << 28;
  private static final int MOST_OPS = 127;

  private final List<long[]> costs;
  private final long least;
  private final long unit;

  /**
   * A space.
   *
   * @param costs of the ops left, an array for each choice
   */
  MostProbable(List<long[]> costs) {
    this.costs = List.copyOf(costs);
    long sum = 0;
    long divisor = 0;
    for (long[] ops : costs) {
      if (ops.length > MOST_OPS) {
        throw new IllegalArgumentException("a choice of " + ops.length + " ops");
      }
      sum += Arrays.stream(ops).min().orElseThrow();
      for (long cost : ops) {
        divisor = gcd(divisor, Math.abs(cost - ops[0]));
      }
    }
    this.least = sum;
    this.unit = Math.max(1, divisor);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Cost of the cheapest architecture. */
  long least() {
    return least;
  }

  /** Cost of the dearest architecture. */
  long most() {
    return costs.stream().mapToLong(ops -> Arrays.stream(ops).max().orElseThrow()).sum();
  }

  /**
   * Positions of its ops; empty if no architecture lies in the window.
   *
   * @param scores logarithms of probabilities, in the form of the costs
   * @param min least cost, itself allowed
   * @param max most cost, itself allowed
   * @throws AbsException USAGE if the costs share no unit and the sums are too many
   */
  Optional<int[]> within(List<double[]> scores, long min, long max) {
    if (max < least || max < min) {
      return Optional.empty();
    }
    int width = width(Math.min(max, most()));
    byte[][] chosen = new byte[costs.size()][];
    double[] best = {0};
    for (int choice = 0; choice < costs.size(); choice++) {
      long[] ops = costs.get(choice);
      long low = Arrays.stream(ops).min().orElseThrow();
      long high = Arrays.stream(ops).max().orElseThrow();
      double[] next = new double[(int) Math.min(width, best.length + (high - low) / unit)];
      Arrays.fill(next, Double.NEGATIVE_INFINITY);
      chosen[choice] = new byte[next.length];
      for (int op = 0; op < ops.length; op++) {
        int shift = (int) ((ops[op] - low) / unit);
        double score = scores.get(choice)[op];
        for (int i = 0; i < best.length && i + shift < next.length; i++) {
          if (best[i] + score > next[i + shift]) {
            next[i + shift] = best[i] + score;
            chosen[choice][i + shift] = (byte) op;
          }
        }
      }
      best = next;
    }
    // Above all costs where the limit was meant for other units.
    long from = Math.max(0, (min - least + unit - 1) / unit);
    int end = -1;
    for (int i = (int) Math.min(best.length, from); i < best.length; i++) {
      if (best[i] > (end < 0 ? Double.NEGATIVE_INFINITY : best[end])) {
        end = i;
      }
    }
    return end < 0 ? Optional.empty() : Optional.of(back(chosen, end));
  }

  private int width(long max) {
    long width = (max - least) / unit + 1;
    if (width * costs.size() > MOST_STATES) {
      throw new AbsException(
          ExitCode.USAGE,
          "the costs of this space share no unit above %d, so it has too many different sums; widths in multiples of 8 give fewer"
              .formatted(unit));
    }
    return (int) width;
  }

  private int[] back(byte[][] chosen, int end) {
    int[] positions = new int[costs.size()];
    int at = end;
    for (int choice = positions.length - 1; choice >= 0; choice--) {
      positions[choice] = chosen[choice][at];
      long[] ops = costs.get(choice);
      at -= (int) ((ops[positions[choice]] - Arrays.stream(ops).min().orElseThrow()) / unit);
    }
    return positions;
  }
}
