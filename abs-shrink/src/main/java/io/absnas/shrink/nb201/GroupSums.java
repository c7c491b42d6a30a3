package io.absnas.shrink.nb201;

import io.absnas.core.angle.AngleSums;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.PlainConv;
import io.absnas.core.space.Pool;
import io.absnas.core.weights.NamedTensors;
import java.util.List;
import java.util.function.Predicate;

/**
 * The sums behind angles by parameter group: each op on each edge of each cell by itself, and the
 * parts that all architectures share.
 */
final class GroupSums {
  /** Added to running variances before their root, as batch norms do. */
  private static final double EPSILON = 1e-5;

  private static final int STAGES = 3;

  private final CellSpace space;
  private final AngleSums[][][] sums;
  private final AngleSums[][][] folded;
  private final double[][][] values;
  private final AngleSums shared;
  private final AngleSums sharedWithoutNorms;

  GroupSums(CellSpace space, NamedTensors initial, NamedTensors trained) {
    this.space = space;
    int cells = STAGES * space.macro().cells();
    int edges = space.choices().size();
    int ops = space.operations().size();
    sums = new AngleSums[cells][edges][ops];
    folded = new AngleSums[cells][edges][ops];
    values = new double[cells][edges][ops];
    for (int cell = 0; cell < cells; cell++) {
      for (int edge = 0; edge < edges; edge++) {
        for (int op = 0; op < ops; op++) {
          fill(cell, edge, op, initial, trained);
        }
      }
    }
    shared = shared(initial, trained, name -> true);
    sharedWithoutNorms = shared(initial, trained, name -> !isNorm(name));
  }

  private void fill(int cell, int edge, int op, NamedTensors initial, NamedTensors trained) {
    CellMacro macro = space.macro();
    int stage = cell / macro.cells();
    CandidateOp candidate = space.operations().get(op);
    AngleSums own = AngleSums.ZERO;
    AngleSums ownFolded = AngleSums.ZERO;
    if (candidate instanceof Pool) {
      double square = ((long) macro.channels() << stage) / 9.0;
      own = new AngleSums(square, square, square);
      ownFolded = own;
    } else if (candidate instanceof PlainConv) {
      // A reduction stands between two stages.
      String module =
          "cells.%d.edges.%s.%d.op.".formatted(cell + stage, space.choiceName(edge), op);
      double[] before = doubles(initial, module + "1.weight");
      double[] after = doubles(trained, module + "1.weight");
      own = sums(before, after);
      ownFolded =
          sums(
              scaled(before, doubles(initial, module + "2.running_var")),
              scaled(after, doubles(trained, module + "2.running_var")));
      values[cell][edge][op] = before.length;
    }
    sums[cell][edge][op] = own;
    folded[cell][edge][op] = ownFolded;
  }

  private static double[] doubles(NamedTensors weights, String name) {
    return weights
        .find(name)
        .orElseThrow(() -> new IllegalArgumentException(weights.source() + ": lacks " + name))
        .doubles();
  }

  /** What the convolution does together with the batch norm behind it, up to its shift. */
  private static double[] scaled(double[] weight, double[] variances) {
    int perChannel = weight.length / variances.length;
    double[] scaled = new double[weight.length];
    for (int i = 0; i < weight.length; i++) {
      scaled[i] = weight[i] / Math.sqrt(variances[i / perChannel] + EPSILON);
    }
    return scaled;
  }

  private static AngleSums sums(double[] before, double[] after) {
    double dot = 0;
    double initialSquare = 0;
    double trainedSquare = 0;
    for (int i = 0; i < before.length; i++) {
      dot += before[i] * after[i];
      initialSquare += before[i] * before[i];
      trainedSquare += after[i] * after[i];
    }
    return new AngleSums(dot, initialSquare, trainedSquare);
  }

  private static AngleSums shared(
      NamedTensors initial, NamedTensors trained, Predicate<String> counted) {
    AngleSums sum = AngleSums.ZERO;
    for (String name : initial.names()) {
      boolean own = name.contains(".edges.") || name.equals("arch_parameters");
      boolean statistic = name.contains("running_") || name.endsWith("num_batches_tracked");
      if (!own && !statistic && counted.test(name)) {
        sum = plus(sum, sums(doubles(initial, name), doubles(trained, name)), 1);
      }
    }
    return sum;
  }

  /** Scale or shift of a batch norm that all architectures share. */
  private static boolean isNorm(String name) {
    return List.of("stem.1.", "lastact.0.", ".op.2.").stream().anyMatch(name::contains);
  }

  /** The first part and {@code count} times the second. */
  static AngleSums plus(AngleSums first, AngleSums second, double count) {
    return new AngleSums(
        first.dot() + count * second.dot(),
        first.initialSquare() + count * second.initialSquare(),
        first.trainedSquare() + count * second.trainedSquare());
  }

  CellSpace space() {
    return space;
  }

  int cells() {
    return sums.length;
  }

  /** Stage of a cell, from 0. */
  int stage(int cell) {
    return cell / space.macro().cells();
  }

  /** One op on one edge of one cell. */
  AngleSums at(int cell, int edge, int op) {
    return sums[cell][edge][op];
  }

  /** The same with convolutions divided by the deviations of the batch norms behind them. */
  AngleSums foldedAt(int cell, int edge, int op) {
    return folded[cell][edge][op];
  }

  /** Number of weights of one op on one edge of one cell. */
  double valuesAt(int cell, int edge, int op) {
    return values[cell][edge][op];
  }

  /** Everything that all architectures share, as in the published angle. */
  AngleSums shared() {
    return shared;
  }

  /** The same without scales and shifts of batch norms. */
  AngleSums sharedWithoutNorms() {
    return sharedWithoutNorms;
  }
}
