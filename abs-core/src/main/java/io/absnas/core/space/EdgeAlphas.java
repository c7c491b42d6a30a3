package io.absnas.core.space;

import java.util.ArrayList;
import java.util.List;

/**
 * Architecture parameters of one kind of cell: a row per edge, an entry per op of the edge.
 *
 * @param ops the ops of every edge, in edge order
 * @param rows the parameters before softmax, in the order of the edge's ops
 */
public record EdgeAlphas(List<List<CandidateOp>> ops, List<List<Double>> rows) {
  /** Edges of a DARTS cell. */
  public static final int EDGES = CellGraph.DARTS.edges().size();

  /** Checks the number of rows, their lengths and that all parameters are finite. */
  public EdgeAlphas {
    ops = ops.stream().map(List::copyOf).toList();
    rows = rows.stream().map(List::copyOf).toList();
    if (ops.size() != EDGES || rows.size() != EDGES) {
      throw new IllegalArgumentException(
          "a DARTS cell has %d edges, there are %d lists of ops and %d rows of parameters"
              .formatted(EDGES, ops.size(), rows.size()));
    }
    for (int edge = 0; edge < EDGES; edge++) {
      check(edge, ops.get(edge), rows.get(edge));
    }
  }

  private static void check(int edge, List<CandidateOp> ops, List<Double> row) {
    if (ops.isEmpty() || ops.size() != row.size()) {
      throw new IllegalArgumentException(
          "edge %d has %d ops and %d parameters, must have as many of both and at least one"
              .formatted(edge, ops.size(), row.size()));
    }
    for (double value : row) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "edge " + edge + " has parameter " + value + ", must be finite");
      }
    }
  }

  /**
   * The softmax of every row over its own length, rounded to single precision, in which the
   * reference compares: so what ties there ties here.
   */
  public List<List<Double>> probabilities() {
    List<List<Double>> probabilities = new ArrayList<>();
    for (List<Double> row : rows) {
      double largest = row.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      double[] shares = row.stream().mapToDouble(value -> Math.exp(value - largest)).toArray();
      double sum = 0;
      for (double share : shares) {
        sum += share;
      }
      List<Double> probability = new ArrayList<>();
      for (double share : shares) {
        probability.add((double) (float) (share / sum));
      }
      probabilities.add(List.copyOf(probability));
    }
    return List.copyOf(probabilities);
  }
}
