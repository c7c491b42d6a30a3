package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeAlphas;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Ops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The architecture parameters of one kind of cell and the weights that follow from them. A matrix
 * has a row per edge, as long as the longest list; entries beyond the end of a shorter list are
 * zeros that no weight depends on.
 */
final class MixtureWeights {
  private final Param alphas; // (edges, columns)
  private final int columns;
  private final boolean overEdges;
  private final Optional<NDArray> mask; // (edges, columns)

  MixtureWeights(
      NetworkArrays arrays,
      String name,
      int number,
      List<List<CandidateOp>> ops,
      MixedCells.Form form) {
    int[] lengths = ops.stream().mapToInt(List::size).toArray();
    this.columns = Arrays.stream(lengths).max().orElseThrow();
    this.alphas = arrays.architectureParameters(name, number, lengths, columns);
    this.overEdges = columns == 1 && form == MixedCells.Form.PDARTS;
    boolean equal = Arrays.stream(lengths).allMatch(length -> length == columns);
    this.mask =
        equal
            ? Optional.empty()
            : Optional.of(
                OfferedOps.mask(
                    arrays, lengths.length, columns, (edge, column) -> column < lengths[edge]));
  }

  Param alphas() {
    return alphas;
  }

  /** A copy of the parameters, each with its op. */
  EdgeAlphas alphas(List<List<CandidateOp>> ops) {
    double[] values = HostCopies.doubles(alphas.value());
    List<List<Double>> rows = new ArrayList<>();
    for (int edge = 0; edge < ops.size(); edge++) {
      int first = position(edge, 0);
      rows.add(Arrays.stream(values, first, first + ops.get(edge).size()).boxed().toList());
    }
    return new EdgeAlphas(ops, rows);
  }

  /** Position of an op's weight among those of all edges, row by row. */
  int position(int edge, int column) {
    return edge * columns + column;
  }

  /** The weights (edges, columns); they belong to {@code pass}. */
  NDArray values(NDManager pass) {
    NDArray masked =
        mask.map(one -> Ops.add(alphas.leaf(), one))
            .orElseGet(() -> alphas.leaf().reshape(alphas.leaf().getShape()));
    masked.attach(pass);
    if (!overEdges) {
      return Ops.softmax(masked);
    }
    Shape column = masked.getShape();
    return Ops.softmax(masked.reshape(1, -1)).reshape(column);
  }
}
