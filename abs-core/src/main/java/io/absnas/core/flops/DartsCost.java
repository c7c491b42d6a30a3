package io.absnas.core.flops;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.CellPlan;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.DartsCells;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Pool;
import java.util.ArrayList;
import java.util.List;

/**
 * Costs of children of the DARTS supernet: one op per edge, the same in all cells, normal and
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
    if (space.isNasBench201()) {
      throw new IllegalArgumentException("space " + space.id() + " is not of DARTS' kind");
    }
  }

  @Override
  public Cost fixed() {
    DartsStem stem = DartsStem.of(space.macro());
    Cost sum = stem.cost();
    List<CellShape> cells = cells(stem);
    for (CellShape cell : cells) {
      sum = sum.plus(cell.preprocessing());
    }
    List<CellPlan> plans = DartsCells.supernet(space.macro());
    int features = plans.get(plans.size() - 1).outChannels();
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

  private List<CellShape> cells(DartsStem stem) {
    List<CellShape> cells = new ArrayList<>();
    int side = stem.side();
    for (CellPlan plan : DartsCells.supernet(space.macro())) {
      CellShape cell =
          new CellShape(
              plan.reduction(),
              plan.width(),
              plan.input0().inChannels(),
              plan.input1().inChannels(),
              side);
      cells.add(cell);
      side = cell.outSide();
    }
    return cells;
  }
}
