package io.absnas.core.flops;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Which FLOPs windows a space can meet, and in how many ways, exactly.
 *
 * <p>Counts by dynamic programming over the sums of table entries: entries differ by multiples of a
 * common unit (4,704 or more on the full MobileNet spaces), so that the different sums are few.
 */
public final class Feasibility {
  /** Numbers in all tables together, 256 MiB: four times what the published spaces need. */
  private static final long MOST_NUMBERS = 1L << 25;

  private final SearchSpace space;
  private final CostModel costs;
  private final List<SumCounts> prefixes;
  private final List<SumCounts> suffixes;

  private Feasibility(
      SearchSpace space, CostModel costs, List<SumCounts> prefixes, List<SumCounts> suffixes) {
    this.space = requireNonNull(space, "space is null");
    this.costs = requireNonNull(costs, "costs is null");
    this.prefixes = List.copyOf(prefixes);
    this.suffixes = List.copyOf(suffixes);
  }

  /**
   * Counts all sums of a space, full or shrunk.
   *
   * @throws AbsException USAGE if the sums of a space of odd widths are too many
   */
  public static Feasibility of(SearchSpace space) {
    CostModel costs = CostModel.of(space);
    List<long[]> entries = new ArrayList<>();
    for (int choice = 0; choice < space.choices().size(); choice++) {
      entries.add(entries(costs, choice));
    }
    long unit = unit(entries);
    BigInteger size = space.size();
    requireFew(space, entries, unit);
    List<SumCounts> prefixes = new ArrayList<>(List.of(SumCounts.empty(unit, size)));
    for (long[] choice : entries) {
      prefixes.add(prefixes.get(prefixes.size() - 1).plus(choice));
    }
    Collections.reverse(entries);
    List<SumCounts> suffixes = new ArrayList<>(List.of(SumCounts.empty(unit, size)));
    for (long[] choice : entries) {
      suffixes.add(suffixes.get(suffixes.size() - 1).plus(choice));
    }
    Collections.reverse(suffixes);
    return new Feasibility(space, costs, prefixes, suffixes);
  }

  /** A choice at position i widens the prefixes after it and the suffixes before it. */
  private static void requireFew(SearchSpace space, List<long[]> entries, long unit) {
    double numbers = 0;
    for (long[] choice : entries) {
      LongSummaryStatistics range = LongStream.of(choice).summaryStatistics();
      numbers += (double) (range.getMax() - range.getMin()) / unit * (entries.size() + 1);
    }
    numbers *= SumCounts.limbs(space.size());
    if (numbers > MOST_NUMBERS) {
      throw new AbsException(
          ExitCode.USAGE,
          "space %s has too many different FLOPs sums to count: its FLOPs share no unit above %d;"
                  .formatted(space.id(), unit)
              + " widths in multiples of 8 do");
    }
  }

  private static long[] entries(CostModel costs, int choice) {
    return costs.space().ops(choice).stream()
        .mapToLong(op -> costs.entry(new EdgeOp(choice, op)).tableFlops())
        .toArray();
  }

  /** Greatest common divisor of all differences between ops of one choice; 1 if there are none. */
  private static long unit(List<long[]> entries) {
    long unit = 0;
    for (long[] choice : entries) {
      for (long entry : choice) {
        long a = unit;
        long b = Math.abs(entry - choice[0]);
        while (b != 0) {
          long rest = a % b;
          a = b;
          b = rest;
        }
        unit = a;
      }
    }
    return Math.max(1, unit);
  }

  /** Table FLOPs of the smallest architecture. */
  public long minimum() {
    return fixed() + all().least();
  }

  /** Table FLOPs of the largest architecture. */
  public long maximum() {
    return fixed() + all().greatest();
  }

  /** The number of architectures in a window. */
  public BigInteger count(FlopsWindow window) {
    return all().countWithin(window.min() - fixed(), window.max() - fixed());
  }

  /** The number of architectures in a window that have this op at this choice. */
  public BigInteger count(EdgeOp edgeOp, FlopsWindow window) {
    check(edgeOp);
    List<List<CandidateOp>> forced = new ArrayList<>(space.choices());
    forced.set(edgeOp.choice(), List.of(edgeOp.op()));
    return of(space.withChoices(forced)).count(window);
  }

  /** Whether some architecture in a window has this op at this choice. */
  public boolean reaches(EdgeOp edgeOp, FlopsWindow window) {
    check(edgeOp);
    long extra = fixed() + costs.entry(edgeOp).tableFlops();
    return prefix(edgeOp.choice()).meets(suffix(edgeOp.choice() + 1), extra, window);
  }

  private void check(EdgeOp edgeOp) {
    if (edgeOp.choice() >= space.choices().size()
        || !space.ops(edgeOp.choice()).contains(edgeOp.op())) {
      throw new IllegalArgumentException(
          edgeOp.op().id() + " is not left at choice " + edgeOp.choice());
    }
  }

  /** Every EdgeOp of the space that no architecture in a window has. */
  public List<EdgeOp> unreachable(FlopsWindow window) {
    List<EdgeOp> unreachable = new ArrayList<>();
    for (int choice = 0; choice < space.choices().size(); choice++) {
      for (CandidateOp op : space.ops(choice)) {
        EdgeOp edgeOp = new EdgeOp(choice, op);
        if (!reaches(edgeOp, window)) {
          unreachable.add(edgeOp);
        }
      }
    }
    return List.copyOf(unreachable);
  }

  /** Table FLOPs outside all choices. */
  public long fixed() {
    return costs.fixed().tableFlops();
  }

  /** Sums over the first {@code choices} choices, the fixed part left out. */
  public SumCounts prefix(int choices) {
    return prefixes.get(choices);
  }

  /** Sums over the choices from this one to the last, the fixed part left out. */
  public SumCounts suffix(int firstChoice) {
    return suffixes.get(firstChoice);
  }

  private SumCounts all() {
    return suffixes.get(0);
  }

  /** Why no architecture meets a window, in the words of the configuration; empty if one does. */
  public Optional<String> problem(FlopsWindow window) {
    if (window.max() < minimum()) {
      return Optional.of(
          "flops.max is "
              + window.max()
              + ", below the smallest child of this space ("
              + minimum()
              + reach());
    }
    if (window.min() > maximum()) {
      return Optional.of(
          "flops.min is "
              + window.min()
              + ", above the largest child of this space ("
              + maximum()
              + reach());
    }
    if (count(window).signum() == 0) {
      return Optional.of(
          "flops.min to flops.max is "
              + window.min()
              + " to "
              + window.max()
              + ", between two neighbouring children of this space ("
              + (fixed() + all().floor(window.max() - fixed()))
              + " and "
              + (fixed() + all().ceiling(window.min() - fixed()))
              + ")");
    }
    return Optional.empty();
  }

  private String reach() {
    return "); its children have " + minimum() + " to " + maximum();
  }

  /**
   * Proves that a window can be met.
   *
   * @throws AbsException INFEASIBLE if no architecture of the space lies in the window
   */
  public static void require(FlopsWindow window, SearchSpace space) {
    of(space)
        .problem(window)
        .ifPresent(
            problem -> {
              throw new AbsException(ExitCode.INFEASIBLE, problem);
            });
  }
}
