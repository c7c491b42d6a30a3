package io.absnas.core.space;

import java.util.List;
import java.util.Optional;

/** Whether a genotype can be derived from the op lists of a DARTS cell. */
public final class DerivableLists {
  private static final int EDGES_OF_A_NODE = 2;

  private DerivableLists() {}

  /** What is wrong, naming the node; empty if every node has two edges with an op. */
  public static Optional<String> problem(List<List<CandidateOp>> ops) {
    List<CellGraph.Edge> edges = CellGraph.DARTS.edges();
    for (int node = CellGraph.DARTS.inputs(); node < CellGraph.DARTS.nodes(); node++) {
      int usable = 0;
      for (int edge = 0; edge < edges.size(); edge++) {
        boolean offers = ops.get(edge).stream().anyMatch(op -> op != Zero.ZERO);
        usable += edges.get(edge).to() == node && offers ? 1 : 0;
      }
      if (usable < EDGES_OF_A_NODE) {
        return Optional.of(
            "node %d has %d edge%s with an op other than none, a genotype needs two"
                .formatted(node, usable, usable == 1 ? "" : "s"));
      }
    }
    return Optional.empty();
  }
}
