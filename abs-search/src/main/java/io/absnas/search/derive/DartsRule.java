package io.absnas.search.derive;

import io.absnas.core.space.Alphas;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.EdgeAlphas;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.Zero;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The genotype rule of DARTS (arXiv 1806.09055, section 2.4): every node keeps the two edges whose
 * best op is strongest, and on each of them that op. {@code none} takes part in the softmax and is
 * never chosen.
 */
public final class DartsRule {
  private DartsRule() {}

  /**
   * The genotype; a node's stronger edge comes first, at equal strength that of the smaller
   * predecessor.
   *
   * @throws IllegalArgumentException if a node has fewer than two edges with an op
   */
  public static Genotype genotype(Alphas alphas) {
    alphas
        .problem()
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    return new Genotype(cell(alphas.normal()), Cells.CONCAT, cell(alphas.reduce()), Cells.CONCAT);
  }

  private static List<Genotype.Input> cell(EdgeAlphas alphas) {
    List<Best> best = new ArrayList<>();
    List<List<Double>> probabilities = alphas.probabilities();
    for (int edge = 0; edge < EdgeAlphas.EDGES; edge++) {
      best.add(best(edge, alphas.ops().get(edge), probabilities.get(edge)));
    }
    List<Genotype.Input> inputs = new ArrayList<>();
    for (int node = CellGraph.DARTS.inputs(); node < CellGraph.DARTS.nodes(); node++) {
      int to = node;
      // The sort is stable, so equal edges stay in the order of their predecessors.
      best.stream()
          .filter(one -> one.edge().to() == to)
          .sorted(Comparator.comparingDouble(Best::strength).reversed())
          .limit(Cells.EDGES_OF_A_NODE)
          .forEach(one -> inputs.add(new Genotype.Input(one.op(), one.edge().from())));
    }
    return inputs;
  }

  /** An edge's strongest op other than {@code none}; its strength is negative if it has none. */
  private record Best(CellGraph.Edge edge, CandidateOp op, double strength) {}

  private static Best best(int edge, List<CandidateOp> ops, List<Double> probabilities) {
    CandidateOp strongest = Zero.ZERO;
    double strength = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < ops.size(); i++) {
      if (ops.get(i) != Zero.ZERO && probabilities.get(i) > strength) {
        strongest = ops.get(i);
        strength = probabilities.get(i);
      }
    }
    return new Best(Cells.EDGES.get(edge), strongest, strength);
  }
}
