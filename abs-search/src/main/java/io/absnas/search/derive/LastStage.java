package io.absnas.search.derive;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.EdgeAlphas;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.Identity;
import io.absnas.core.space.Zero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One cell after the last stage of P-DARTS. Probabilities of skip connections can be taken out one
 * by one; everything else follows from what is left of them.
 */
final class LastStage {
  private final List<List<CandidateOp>> ops;
  private final double[][] probabilities;

  LastStage(EdgeAlphas alphas) {
    ops = alphas.ops();
    probabilities = new double[ops.size()][];
    List<List<Double>> rows = alphas.probabilities();
    for (int edge = 0; edge < ops.size(); edge++) {
      double[] row = rows.get(edge).stream().mapToDouble(Double::doubleValue).toArray();
      for (int column = 0; column < row.length; column++) {
        row[column] = ops.get(edge).get(column) == Zero.ZERO ? 0 : row[column];
      }
      probabilities[edge] = row;
    }
  }

  /** The op that stays on an edge. */
  CandidateOp op(int edge) {
    return ops.get(edge).get(column(edge));
  }

  private int column(int edge) {
    return ProgressiveDrop.last(ops.get(edge), probabilities[edge]);
  }

  /**
   * The edges that stay: of every node the two with the largest probability, at equal probability
   * those of larger predecessors.
   */
  List<Integer> kept() {
    List<Integer> kept = new ArrayList<>();
    for (int node = CellGraph.DARTS.inputs(); node < CellGraph.DARTS.nodes(); node++) {
      int to = node;
      IntStream.range(0, Cells.EDGES.size())
          .filter(edge -> Cells.EDGES.get(edge).to() == to)
          .boxed()
          .sorted(Comparator.comparingDouble(this::score).thenComparing(edge -> edge).reversed())
          .limit(Cells.EDGES_OF_A_NODE)
          .sorted()
          .forEach(kept::add);
    }
    return kept;
  }

  /** An edge without another op than {@code none} comes after all others. */
  private double score(int edge) {
    return op(edge) == Zero.ZERO ? -1 : Arrays.stream(probabilities[edge]).max().orElse(-1);
  }

  /** Inputs of the nodes, predecessors ascending. */
  List<Genotype.Input> inputs() {
    return kept().stream()
        .map(edge -> new Genotype.Input(op(edge), Cells.EDGES.get(edge).from()))
        .toList();
  }

  /** Skip connections on the edges that stay. */
  int skips() {
    return (int) kept().stream().filter(edge -> op(edge) == Identity.SKIP_CONNECT).count();
  }

  /** Takes out the least probable skip connection that stays; false if all are out already. */
  boolean takeOutWeakestSkip() {
    Optional<Integer> weakest =
        kept().stream()
            .filter(edge -> op(edge) == Identity.SKIP_CONNECT && skipProbability(edge) > 0)
            .min(Comparator.comparingDouble(this::skipProbability));
    weakest.ifPresent(edge -> probabilities[edge][column(edge)] = 0);
    return weakest.isPresent();
  }

  private double skipProbability(int edge) {
    return probabilities[edge][column(edge)];
  }
}
