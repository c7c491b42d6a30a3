package io.absnas.core.angle;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellPaths;
import io.absnas.core.space.CellSpace;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * How often each edge of a cell counts, for every set of edges whose ops let paths through: 64 sets
 * for NAS-Bench-201, 16,384 for a DARTS cell. A set is counted when it is first asked for, and
 * looked up afterwards by as many threads as there are.
 */
final class PathTable {
  private static final int MOST_EDGES = 16;

  private final int edges;
  private final boolean[] connects;
  private final CellPaths paths;
  private final AtomicReferenceArray<double[]> rows;

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
    paths = new CellPaths(space.graph());
    rows = new AtomicReferenceArray<>(1 << edges);
  }

  /** The counts of an architecture, one per edge; nobody writes to them. */
  double[] row(int[] positions) {
    int set = 0;
    for (int edge = 0; edge < edges; edge++) {
      if (connects[positions[edge]]) {
        set |= 1 << edge;
      }
    }
    double[] row = rows.get(set);
    if (row == null) {
      row = count(set);
      rows.set(set, row);
    }
    return row;
  }

  private double[] count(int set) {
    long[] through = new long[edges];
    synchronized (paths) {
      paths.count(set, through);
    }
    double[] row = new double[edges];
    for (int edge = 0; edge < edges; edge++) {
      row[edge] = through[edge];
    }
    return row;
  }
}
