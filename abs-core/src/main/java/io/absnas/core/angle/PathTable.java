package io.absnas.core.angle;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellPaths;
import io.absnas.core.space.CellSpace;
import java.util.List;

/**
 * How often each edge of a cell counts, for every set of edges whose ops let paths through: 64 sets
 * for NAS-Bench-201, 16,384 for a DARTS cell. Counted once, looked up by as many threads as there
 * are.
 */
final class PathTable {
  private static final int MOST_EDGES = 16;

  private final int edges;
  private final boolean[] connects;
  private final double[] counts;

  PathTable(CellSpace space) {
    edges = space.choices().size();
    if (edges > MOST_EDGES) {
      throw new IllegalArgumentException(
          "cells of at most %d edges are counted, space %s has %d"
              .formatted(MOST_EDGES, space.id(), edges));
    }
    List<CandidateOp> ops = space.operations();
    connects = new boolean[ops.size()];
    for (int op = 0; op < connects.length; op++) {
      connects[op] = ops.get(op).connects();
    }
    CellPaths paths = new CellPaths(space.graph());
    boolean[] open = new boolean[edges];
    long[] through = new long[edges];
    int sets = 1 << edges;
    counts = new double[sets * edges];
    for (int set = 0; set < sets; set++) {
      for (int edge = 0; edge < edges; edge++) {
        open[edge] = (set >> edge & 1) != 0;
      }
      paths.count(open, through);
      for (int edge = 0; edge < edges; edge++) {
        counts[set * edges + edge] = through[edge];
      }
    }
  }

  /** Where the counts of an architecture begin. */
  int row(int[] positions) {
    int set = 0;
    for (int edge = 0; edge < edges; edge++) {
      if (connects[positions[edge]]) {
        set |= 1 << edge;
      }
    }
    return set * edges;
  }

  /** The count of an edge in a row. */
  double count(int row, int edge) {
    return counts[row + edge];
  }
}
