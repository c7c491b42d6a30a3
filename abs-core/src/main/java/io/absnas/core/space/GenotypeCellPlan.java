package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.CellPlan.Preprocessing;
import java.util.List;

/**
 * One cell of the final network of a genotype. Reduction cells stand at a third and two thirds of
 * the cells.
 *
 * @param reduction whether edges from its input nodes have stride 2
 * @param width channels of each of its nodes
 * @param input0 what makes node 0, from the output of the cell before the previous one
 * @param input1 what makes node 1, from the output of the previous cell
 * @param edges its edges; entries 2i and 2i+1 feed node i+2
 * @param concat nodes that it puts out side by side
 */
public record GenotypeCellPlan(
    boolean reduction,
    int width,
    Preprocessing input0,
    Preprocessing input1,
    List<Genotype.Input> edges,
    List<Integer> concat) {
  /** Fewest channels of a network, whose stems and reductions have convolutions of half of them. */
  public static final int FEWEST_CHANNELS = 2;

  /** Copies the lists. */
  public GenotypeCellPlan {
    requireNonNull(input0, "input0 is null");
    requireNonNull(input1, "input1 is null");
    edges = List.copyOf(edges);
    concat = List.copyOf(concat);
  }

  /** The cells of a network, first to last. */
  public static List<GenotypeCellPlan> of(Genotype genotype, CellMacro macro) {
    List<CellPlan> stacked =
        DartsCells.stacked(macro, genotype.normalConcat().size(), genotype.reduceConcat().size());
    return stacked.stream()
        .map(
            cell ->
                new GenotypeCellPlan(
                    cell.reduction(),
                    cell.width(),
                    cell.input0(),
                    cell.input1(),
                    cell.reduction() ? genotype.reduce() : genotype.normal(),
                    cell.reduction() ? genotype.reduceConcat() : genotype.normalConcat()))
        .toList();
  }

  /** Number of the cell whose output an auxiliary head reads, the second reduction. */
  public static int secondReduction(CellMacro macro) {
    return 2 * macro.cells() / 3;
  }

  /** Channels that the cell puts out. */
  public int outChannels() {
    return width * concat.size();
  }

  /** Stride of an edge that reads this node. */
  public int stride(int from) {
    return reduction && from < CellGraph.DARTS.inputs() ? 2 : 1;
  }
}
