package io.absnas.core.flops;

import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.Design;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.Identity;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;

/**
 * Costs of the architectures of a space. In all spaces they are a fixed part and one entry per
 * choice, which is what makes exact counting over a whole space possible.
 */
public sealed interface CostModel permits FlopsTable, Nb201Cost, DartsCost {

  /** The space, possibly shrunk; entries exist also for ops that were dropped. */
  SearchSpace space();

  /** What every architecture costs, whatever it chooses. */
  Cost fixed();

  /** What this op adds at this choice; fails if the unshrunk space does not have it there. */
  Cost entry(EdgeOp edgeOp);

  /** Trainable values of the supernet, which holds all ops also after shrinking. */
  long supernetParameters();

  /** Cost of an architecture; it must have one op per choice. */
  default Cost of(Architecture architecture) {
    int choices = space().choices().size();
    if (architecture.ops().size() != choices) {
      throw new IllegalArgumentException(
          "architecture has "
              + architecture.ops().size()
              + " ops, space "
              + space().id()
              + " has "
              + choices
              + " choices");
    }
    Cost sum = fixed();
    for (int choice = 0; choice < choices; choice++) {
      sum = sum.plus(entry(new EdgeOp(choice, architecture.ops().get(choice))));
    }
    return sum;
  }

  /** Table FLOPs of an architecture, the number behind every published limit. */
  default long tableFlops(Architecture architecture) {
    return of(architecture).tableFlops();
  }

  /** Multiply-adds that an architecture really runs for one image. */
  default long multiplyAdds(Architecture architecture) {
    return of(architecture).multiplyAdds();
  }

  /** Trainable values of an architecture without the rest of the supernet. */
  default long parameters(Architecture architecture) {
    return of(architecture).parameters();
  }

  /** The model that fits the space. */
  static CostModel of(SearchSpace space) {
    if (space instanceof LayeredSpace layered) {
      return new FlopsTable(layered);
    }
    CellSpace cells = (CellSpace) space;
    return cells.isNasBench201() ? new Nb201Cost(cells) : new DartsCost(cells);
  }

  /** What the stand-alone network of an architecture or genotype costs when it is evaluated. */
  static Cost of(SearchSpace space, Design design) {
    return design instanceof Genotype genotype
        ? GenotypeCost.of(genotype, ((CellSpace) space).macro()).network()
        : of(space).of((Architecture) design);
  }

  /** Fails if the unshrunk space has no such op, or no such choice. */
  static void check(SearchSpace space, EdgeOp edgeOp) {
    if (edgeOp.choice() >= space.choices().size() || !space.operations().contains(edgeOp.op())) {
      throw new IllegalArgumentException(
          "space " + space.id() + " has no " + edgeOp.op().id() + " at choice " + edgeOp.choice());
    }
  }

  /** Sum over all operations at every choice. */
  static Cost everything(CostModel model) {
    Cost sum = Cost.NONE;
    for (int choice = 0; choice < model.space().choices().size(); choice++) {
      for (CandidateOp op : model.space().operations()) {
        // Identity costs nothing, and not every layer may have it.
        if (op != Identity.LAYER) {
          sum = sum.plus(model.entry(new EdgeOp(choice, op)));
        }
      }
    }
    return sum;
  }
}
