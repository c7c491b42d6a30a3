package io.absnas.core.flops;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Pool;
import java.util.ArrayList;
import java.util.List;

/**
 * Costs of children of the DARTS super model: one op per edge, the same in all cells, normal and
 * reduction alike, with scale and shift in every batch norm and a batch norm behind each pooling.
 * That is what is trained while the space shrinks, not the final network of a genotype, which
 * {@link GenotypeCost} counts.
 *
 * @param space a space with a DARTS network around its cells
 */
public record DartsCost(CellSpace space) implements CostModel {
  /** Checks the kind of network. */
  public DartsCost {
    requireNonNull(space, "space is null");
    if (space.macro().kind() == CellMacro.Kind.NASBENCH201) {
      throw new IllegalArgumentException("space " + space.id() + " is not of DARTS' kind");
    }
  }

  /** Nodes that a cell computes; its output concatenates them. */
  private int multiplier() {
    return space.graph().nodes() - space.graph().inputs();
  }

  @Override
  public Cost fixed() {
    DartsStem stem = DartsStem.of(space.macro());
    Cost sum = stem.cost();
    List<CellShape> cells = cells(stem);
    for (CellShape cell : cells) {
      sum = sum.plus(cell.preprocessing());
    }
    int features = multiplier() * cells.get(cells.size() - 1).width();
    return sum.plus(Cost.linear(features, space.macro().classes()));
  }

  @Override
  public Cost entry(EdgeOp edgeOp) {
    CostModel.check(space, edgeOp);
    CellGraph.Edge edge = space.graph().edges().get(edgeOp.choice());
    CandidateOp op = edgeOp.op();
    Cost sum = Cost.NONE;
    for (CellShape cell : cells(DartsStem.of(space.macro()))) {
      int stride = cell.stride(edge.from());
      int width = cell.width();
      long batchNorm = op instanceof Pool ? 2L * width : 0;
      sum =
          sum.plus(
              Cost.of(
                  op.multiplyAdds(width, width, cell.outSide(), stride),
                  op.parameters(width, width, stride) + batchNorm));
    }
    return sum;
  }

  @Override
  public long supernetParameters() {
    return fixed().parameters() + CostModel.everything(this).parameters();
  }

  /**
   * The cells in order. Both preprocessings of a reduction cell read the width of the cell before
   * it, as it is built for its final place while the network is still shallow.
   */
  private List<CellShape> cells(DartsStem stem) {
    List<CellShape> cells = new ArrayList<>();
    int width = space.macro().channels();
    int side = stem.side();
    int beforeLast = stem.channels();
    int last = stem.channels();
    for (boolean reduction : reductions(space.macro().cells())) {
      width = reduction ? 2 * width : width;
      CellShape cell = new CellShape(reduction, width, reduction ? last : beforeLast, last, side);
      cells.add(cell);
      beforeLast = last;
      last = multiplier() * width;
      side = cell.outSide();
    }
    return cells;
  }

  /**
   * Which cells are reductions: three cells N R R, then normal cells are inserted where a section
   * is shortest, before the first reduction if all are equal.
   */
  private static List<Boolean> reductions(int count) {
    if (count < 3) {
      throw new IllegalArgumentException("a super model needs at least 3 cells, was " + count);
    }
    List<Boolean> cells = new ArrayList<>(List.of(false, true, true));
    while (cells.size() < count) {
      int first = cells.indexOf(true);
      int second = cells.lastIndexOf(true);
      int middle = second - first - 1;
      int back = cells.size() - second - 1;
      if (first == middle && middle == back) {
        cells.add(first, false);
      } else if (middle < first) {
        cells.add(second, false);
      } else {
        cells.add(false);
      }
    }
    return cells;
  }
}
