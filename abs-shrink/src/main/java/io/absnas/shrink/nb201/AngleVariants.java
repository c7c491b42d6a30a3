package io.absnas.shrink.nb201;

import io.absnas.core.angle.AngleSums;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CellPaths;
import io.absnas.core.space.CellSpace;
import io.absnas.core.weights.NamedTensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Variants of the angle, the whole list of those that are looked at: it was written before any of
 * them was measured, and docs/algorithms.md says what each one is.
 */
final class AngleVariants {
  private final GroupSums groups;
  private final List<long[]> counts;
  private final List<int[]> positions;

  /** What one cell's edge adds. */
  @FunctionalInterface
  private interface Part {
    AngleSums of(int cell, int edge, int op);
  }

  /** What one cell's edge adds to a plain number. */
  @FunctionalInterface
  private interface Term {
    double of(int cell, int edge, int op);
  }

  private AngleVariants(GroupSums groups) {
    this.groups = groups;
    CellPaths paths = new CellPaths(groups.space().graph());
    this.counts = Architectures.all(groups.space()).map(paths::through).toList();
    this.positions =
        Architectures.all(groups.space())
            .map(one -> Architectures.positions(groups.space(), one))
            .toList();
  }

  /** All variants, one value per architecture in the order of the enumeration; larger is better. */
  static Map<String, double[]> of(CellSpace space, NamedTensors initial, NamedTensors trained) {
    return new AngleVariants(new GroupSums(space, initial, trained)).all();
  }

  private Map<String, double[]> all() {
    AngleSums shared = groups.shared();
    AngleSums bare = groups.sharedWithoutNorms();
    Map<String, double[]> all = new LinkedHashMap<>();
    double[] published = angles(shared, groups::at);
    all.put("angle", published);
    double[] connected = published.clone();
    for (int i = 0; i < connected.length; i++) {
      connected[i] = Arrays.stream(counts.get(i)).sum() == 0 ? 0 : connected[i];
    }
    all.put("disconnected-last", connected);
    all.put("without-shared", angles(AngleSums.ZERO, groups::at));
    all.put("without-norms", angles(bare, groups::at));
    for (int stage = 0; stage < 3; stage++) {
      int only = stage;
      all.put(
          "stage-" + (stage + 1),
          angles(
              shared,
              (cell, edge, op) ->
                  groups.stage(cell) == only ? groups.at(cell, edge, op) : AngleSums.ZERO));
    }
    all.put("with-norms-of-cells", angles(shared, groups::foldedAt));
    all.put("sum-of-group-angles", sums((cell, edge, op) -> groups.at(cell, edge, op).angle()));
    double[] sum = sums((cell, edge, op) -> groups.at(cell, edge, op).angle());
    double[] number = sums((cell, edge, op) -> groups.valuesAt(cell, edge, op) > 0 ? 1 : 0);
    all.put("mean-of-group-angles", ratio(sum, number));
    double[] random = angles(shared, this::independent);
    double[] less = new double[random.length];
    Arrays.setAll(less, i -> published[i] - random[i]);
    all.put("less-random", less);
    all.put("share-of-random", ratio(published, random));
    all.put("sum-of-lost-similarity", sums(this::lostSimilarity));
    all.put("distance", each(shared, AngleVariants::distance));
    all.put(
        "norm-growth",
        each(shared, part -> Math.sqrt(part.trainedSquare() / part.initialSquare())));
    return all;
  }

  /** Weights of the same norms that have nothing to do with each other. */
  private AngleSums independent(int cell, int edge, int op) {
    AngleSums part = groups.at(cell, edge, op);
    return groups.valuesAt(cell, edge, op) == 0
        ? part
        : new AngleSums(0, part.initialSquare(), part.trainedSquare());
  }

  /**
   * Cosine in standard deviations of the cosine of random vectors of as many values, from what an
   * untrained group has down: positive is movement.
   */
  private double lostSimilarity(int cell, int edge, int op) {
    double number = groups.valuesAt(cell, edge, op);
    AngleSums part = groups.at(cell, edge, op);
    double norms = Math.sqrt(part.initialSquare() * part.trainedSquare());
    return number == 0 || norms == 0 ? 0 : Math.sqrt(number) * (1 - part.dot() / norms);
  }

  private static double distance(AngleSums part) {
    double square = part.initialSquare() + part.trainedSquare() - 2 * part.dot();
    return Math.sqrt(Math.max(0, square) / part.initialSquare());
  }

  private double[] angles(AngleSums shared, Part part) {
    return each(shared, part, AngleSums::angle);
  }

  private double[] each(AngleSums shared, ToDoubleFunction<AngleSums> value) {
    return each(shared, groups::at, value);
  }

  /** A function of the sums of every architecture, edges counted once per surviving path. */
  private double[] each(AngleSums shared, Part part, ToDoubleFunction<AngleSums> value) {
    int edges = groups.space().choices().size();
    int ops = groups.space().operations().size();
    AngleSums[][] table = new AngleSums[edges][ops];
    for (int edge = 0; edge < edges; edge++) {
      for (int op = 0; op < ops; op++) {
        AngleSums sum = AngleSums.ZERO;
        for (int cell = 0; cell < groups.cells(); cell++) {
          sum = GroupSums.plus(sum, part.of(cell, edge, op), 1);
        }
        table[edge][op] = sum;
      }
    }
    double[] values = new double[counts.size()];
    for (int i = 0; i < values.length; i++) {
      AngleSums sum = shared;
      for (int edge = 0; edge < edges; edge++) {
        sum =
            GroupSums.plus(sum, table[edge][positions.get(i)[edge]], (double) counts.get(i)[edge]);
      }
      values[i] = value.applyAsDouble(sum);
    }
    return values;
  }

  /** A sum over cells and edges, edges counted once per surviving path. */
  private double[] sums(Term term) {
    int edges = groups.space().choices().size();
    int ops = groups.space().operations().size();
    double[][] table = new double[edges][ops];
    for (int edge = 0; edge < edges; edge++) {
      for (int op = 0; op < ops; op++) {
        for (int cell = 0; cell < groups.cells(); cell++) {
          table[edge][op] += term.of(cell, edge, op);
        }
      }
    }
    double[] values = new double[counts.size()];
    for (int i = 0; i < values.length; i++) {
      for (int edge = 0; edge < edges; edge++) {
        values[i] += counts.get(i)[edge] * table[edge][positions.get(i)[edge]];
      }
    }
    return values;
  }

  /** Element by element; nothing over nothing is nothing. */
  private static double[] ratio(double[] above, double[] below) {
    double[] ratio = new double[above.length];
    Arrays.setAll(ratio, i -> below[i] == 0 ? 0 : above[i] / below[i]);
    return ratio;
  }
}
