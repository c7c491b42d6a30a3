package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.Architectures;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.shrink.DropRecord;
import io.absnas.shrink.OperatorDropper;
import io.absnas.shrink.ScoredOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is left of NAS-Bench-201 when the lowest-scored ops have been dropped at once, as in the
 * one-shot comparison of arXiv 2004.13431, and how good it is.
 *
 * @param metric what ops were scored by
 * @param supernet label of the supernet, or empty
 * @param epoch of its weights, 0 where there is none
 * @param keptRanks true ranks of the ops that are left, by ascending rank; 1 is the op whose
 *     architectures have the highest mean test accuracy on CIFAR-10
 * @param drops what went, in order
 * @param left number of architectures left
 * @param mean their mean test accuracy in percent, by data set
 * @param best their highest, by data set
 */
public record DropOutcome(
    String metric,
    String supernet,
    long epoch,
    List<Integer> keptRanks,
    List<DropRecord> drops,
    int left,
    Map<String, Double> mean,
    Map<String, Double> best) {
  /** Copies the lists. */
  public DropOutcome {
    requireNonNull(metric, "metric is null");
    requireNonNull(supernet, "supernet is null");
    keptRanks = List.copyOf(keptRanks);
    drops = List.copyOf(drops);
    mean = Map.copyOf(mean);
    best = Map.copyOf(best);
  }

  /**
   * Drops and looks up.
   *
   * @param scores of all ops
   * @param count ops to drop; 20 in the published comparison
   * @param table the true accuracies
   */
  public static DropOutcome of(
      String metric,
      String supernet,
      long epoch,
      List<ScoredOp> scores,
      int count,
      BenchmarkTable table) {
    SearchSpace space = BenchmarkTable.space();
    List<DropRecord> drops = new ArrayList<>();
    SearchSpace left = space;
    for (EdgeOp drop : OperatorDropper.lowest(scores, count)) {
      left = left.without(drop);
      drops.add(new DropRecord(drop.choice(), space.choiceName(drop.choice()), drop.op().id()));
    }
    Map<EdgeOp, Integer> ranks =
        OpScores.ranks(OpScores.ofArchitectures(table.testAccuracy(BenchmarkData.CIFAR10)));
    List<Integer> kept = new ArrayList<>();
    SearchSpace after = left;
    ranks.forEach(
        (op, rank) -> {
          if (after.ops(op.choice()).contains(op.op())) {
            kept.add(rank);
          }
        });
    kept.sort(Comparator.naturalOrder());
    Map<String, Double> mean = new LinkedHashMap<>();
    Map<String, Double> best = new LinkedHashMap<>();
    int[] places = Architectures.all(left).mapToInt(BenchmarkTable::place).toArray();
    for (BenchmarkData data : BenchmarkData.values()) {
      double[] truth = table.testAccuracy(data);
      double sum = 0;
      double highest = 0;
      for (int place : places) {
        sum += truth[place];
        highest = Math.max(highest, truth[place]);
      }
      mean.put(data.column(), sum / places.length);
      best.put(data.column(), highest);
    }
    return new DropOutcome(metric, supernet, epoch, kept, drops, places.length, mean, best);
  }

  /** The space before anything is dropped. */
  public static DropOutcome whole(BenchmarkTable table) {
    return of("nothing dropped", "", 0, OpScores.random(0), 0, table);
  }

  /** True ranks of the ops that are left, with runs written as {@code 1-8}. */
  public String keptText() {
    return ranges(keptRanks);
  }

  /** Growing numbers with runs written as {@code 1-8}. */
  static String ranges(List<Integer> numbers) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i++) {
      int first = numbers.get(i);
      int last = first;
      while (i + 1 < numbers.size() && numbers.get(i + 1) == last + 1) {
        i++;
        last = numbers.get(i);
      }
      parts.add(first == last ? String.valueOf(first) : first + "-" + last);
    }
    return String.join(", ", parts);
  }
}
