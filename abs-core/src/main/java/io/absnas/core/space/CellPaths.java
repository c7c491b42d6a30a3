package io.absnas.core.space;

import java.util.List;

/**
 * How often each edge of a cell counts in the weight vector: the number of paths from an input to
 * the last node that run through it and hold no {@code none}.
 *
 * <p>With in(j) the surviving paths into node j and out(j) those from it to the last node, edge k
 * to j lies on in(k) * out(j) of them (arXiv 2004.13431, the weight vector of a cell, in closed
 * form).
 *
 * <p>Holds scratch memory, so that counting allocates nothing: not for use by several threads.
 */
public final class CellPaths {
  private final int inputs;
  private final int[] from;
  private final int[] to;
  private final long[] into;
  private final long[] outOf;

  /** The paths of cells of this graph. */
  public CellPaths(CellGraph graph) {
    List<CellGraph.Edge> edges = graph.edges();
    if (edges.size() >= Integer.SIZE) {
      throw new IllegalArgumentException(
          "paths are counted in cells of at most 31 edges, this one has " + edges.size());
    }
    inputs = graph.inputs();
    from = edges.stream().mapToInt(CellGraph.Edge::from).toArray();
    to = edges.stream().mapToInt(CellGraph.Edge::to).toArray();
    into = new long[graph.nodes()];
    outOf = new long[graph.nodes()];
  }

  /**
   * Counts the surviving paths through every edge.
   *
   * @param connects bits of the edges whose ops let paths through, the first edge as the lowest
   * @param counts receives one count per edge
   * @return the number of surviving paths
   */
  public long count(int connects, long[] counts) {
    int last = into.length - 1;
    for (int node = 0; node <= last; node++) {
      into[node] = node < inputs ? 1 : 0;
      outOf[node] = node == last ? 1 : 0;
    }
    // Edges are sorted by the node they feed, so a count is complete before it is passed on.
    for (int edge = 0; edge < to.length; edge++) {
      counts[edge] = 0;
      if ((connects >> edge & 1) != 0) {
        into[to[edge]] += into[from[edge]];
      }
    }
    for (int edge = to.length - 1; edge >= 0; edge--) {
      if ((connects >> edge & 1) != 0) {
        long out = outOf[to[edge]];
        outOf[from[edge]] += out;
        counts[edge] = into[from[edge]] * out;
      }
    }
    return into[last];
  }

  /** Surviving paths through every edge of an architecture, in edge order. */
  public long[] through(Architecture architecture) {
    long[] counts = new long[to.length];
    count(connects(architecture), counts);
    return counts;
  }

  /** Number of surviving paths of an architecture. */
  public long total(Architecture architecture) {
    return count(connects(architecture), new long[to.length]);
  }

  private int connects(Architecture architecture) {
    if (architecture.ops().size() != to.length) {
      throw new IllegalArgumentException(
          "the cell has "
              + to.length
              + " edges, the architecture has "
              + architecture.ops().size()
              + " ops");
    }
    int connects = 0;
    for (int edge = 0; edge < to.length; edge++) {
      connects |= architecture.ops().get(edge).connects() ? 1 << edge : 0;
    }
    return connects;
  }
}
