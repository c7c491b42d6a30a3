package io.absnas.core.flops;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.PlainConv;

/**
 * Costs of NAS-Bench-201 networks of any width, depth and side.
 *
 * <p>The benchmark's own count takes a linear layer as in * out plus its bias; it is both the table
 * FLOPs and the multiply-adds here.
 *
 * @param space a space with the NAS-Bench-201 network around its cells
 */
public record Nb201Cost(CellSpace space) implements CostModel {
  private static final int STAGES = 3;

  /** Checks the kind of network. */
  public Nb201Cost {
    requireNonNull(space, "space is null");
    if (!space.isNasBench201()) {
      throw new IllegalArgumentException("space " + space.id() + " is not of NAS-Bench-201's kind");
    }
  }

  @Override
  public Cost fixed() {
    CellMacro macro = space.macro();
    Cost sum = Cost.convBatchNorm(3, macro.channels(), 3, macro.inputSide());
    for (int stage = 1; stage < STAGES; stage++) {
      sum = sum.plus(reduction(width(stage - 1), width(stage), side(stage)));
    }
    long features = width(STAGES - 1);
    long classes = macro.classes();
    long linear = features * classes + classes;
    return sum.plus(Cost.of(linear, 2 * features + linear));
  }

  /** Two 3x3 convolutions with batch norm and a 1x1 convolution without beside them. */
  private static Cost reduction(long in, long out, int outSide) {
    long shortcut = in * out;
    return Cost.convBatchNorm(in, out, 3, outSide)
        .plus(Cost.convBatchNorm(out, out, 3, outSide))
        .plus(Cost.of(shortcut * outSide * outSide, shortcut));
  }

  @Override
  public Cost entry(EdgeOp edgeOp) {
    CostModel.check(space, edgeOp);
    CandidateOp op = edgeOp.op();
    Cost sum = Cost.NONE;
    for (int stage = 0; stage < STAGES; stage++) {
      int width = width(stage);
      sum =
          sum.plus(
              Cost.of(op.multiplyAdds(width, width, side(stage), 1), op.parameters(width, width, 1))
                  .times(space.macro().cells()));
    }
    return sum;
  }

  /** Batch norms of the cells have no scale and shift here; architecture parameters count. */
  @Override
  public long supernetParameters() {
    long convolutions = space.operations().stream().filter(PlainConv.class::isInstance).count();
    long withoutScaleAndShift = 0;
    for (int stage = 0; stage < STAGES; stage++) {
      withoutScaleAndShift += 2L * width(stage) * space.macro().cells() * convolutions;
    }
    long edges = space.graph().edges().size();
    return fixed().parameters()
        + CostModel.everything(this).parameters()
        - edges * withoutScaleAndShift
        + edges * space.operations().size();
  }

  private int width(int stage) {
    return space.macro().channels() << stage;
  }

  private int side(int stage) {
    return space.macro().inputSide() >> stage;
  }
}
