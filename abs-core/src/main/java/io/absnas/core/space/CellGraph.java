package io.absnas.core.space;

import java.util.ArrayList;
import java.util.List;

/**
 * The graph of a cell: the first {@code inputs} nodes are given, each later node is the sum of one
 * edge from every node before it, and the last node is where paths end.
 *
 * @param inputs number of input nodes
 * @param nodes number of nodes, inputs included
 */
public record CellGraph(int inputs, int nodes) {
  /** Two inputs, four intermediate nodes, 14 edges. */
  public static final CellGraph DARTS = new CellGraph(2, 6);

  /** One input, three further nodes, six edges. */
  public static final CellGraph NASBENCH201 = new CellGraph(1, 4);

  /**
   * An edge of a cell.
   *
   * @param from node it reads
   * @param to node it feeds
   */
  public record Edge(int from, int to) {
    /** As in architecture texts: {@code to<-from}. */
    public String name() {
      return to + "<-" + from;
    }
  }

  /** Checks that there is at least one edge. */
  public CellGraph {
    if (inputs < 1 || nodes <= inputs) {
      throw new IllegalArgumentException(
          "a cell needs an input and a node after it, had " + inputs + " and " + nodes);
    }
  }

  /** Edges in canonical order: by node fed, then by node read. */
  public List<Edge> edges() {
    List<Edge> edges = new ArrayList<>();
    for (int to = inputs; to < nodes; to++) {
      for (int from = 0; from < to; from++) {
        edges.add(new Edge(from, to));
      }
    }
    return List.copyOf(edges);
  }
}
