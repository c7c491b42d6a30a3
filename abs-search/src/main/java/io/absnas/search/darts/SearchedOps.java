package io.absnas.search.darts;

import io.absnas.core.space.CandidateOp;
import java.util.List;

/**
 * The ops that a stage offers on every edge.
 *
 * @param normal of normal cells
 * @param reduce of reduction cells
 */
record SearchedOps(List<List<CandidateOp>> normal, List<List<CandidateOp>> reduce) {
  SearchedOps {
    normal = normal.stream().map(List::copyOf).toList();
    reduce = reduce.stream().map(List::copyOf).toList();
  }

  /** Number of ops of all edges of both cells. */
  int size() {
    return normal.stream().mapToInt(List::size).sum() + reduce.stream().mapToInt(List::size).sum();
  }
}
