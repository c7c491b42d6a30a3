package io.absnas.search.derive;

import io.absnas.core.space.CellGraph;
import java.util.List;

/** What both rules know of DARTS cells. */
final class Cells {
  static final int EDGES_OF_A_NODE = 2;
  static final List<CellGraph.Edge> EDGES = CellGraph.DARTS.edges();
  static final List<Integer> CONCAT = List.of(2, 3, 4, 5);

  private Cells() {}
}
