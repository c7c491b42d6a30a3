package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellPlan;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.DartsCells;
import io.absnas.core.space.DerivableLists;
import io.absnas.core.space.DilatedConv;
import io.absnas.core.space.Identity;
import io.absnas.core.space.SeparableConv;
import java.util.List;

/**
 * What a network with architecture parameters offers on the edges of its cells.
 *
 * @param space stem, channels, cells, classes and input
 * @param normal ops on every edge of normal cells
 * @param reduce ops on every edge of reduction cells
 * @param form whose network it is
 */
public record MixedCells(
    CellSpace space, List<List<CandidateOp>> normal, List<List<CandidateOp>> reduce, Form form) {
  private static final int IMAGE_CHANNELS = 3;
  private static final int STEM_AREA = 9;

  /** The two networks there are; they differ in names, and in what a single op weighs. */
  public enum Form {
    /** DARTS, arXiv 1806.09055: every row has a softmax of its own. */
    DARTS("._ops.", "._ops."),
    /** P-DARTS, arXiv 1904.12760: where every edge has one op, the softmax is over the edges. */
    PDARTS(".cell_ops.", ".m_ops.");

    private final String edges;
    private final String ops;

    Form(String edges, String ops) {
      this.edges = edges;
      this.ops = ops;
    }

    /** State-dict name of an op of an edge of a cell. */
    String name(String cell, int edge, int op) {
      return cell + edges + edge + ops + op;
    }
  }

  /** Checks that a genotype can be derived. */
  public MixedCells {
    requireNonNull(space, "space is null");
    requireNonNull(form, "form is null");
    if (space.isNasBench201()) {
      throw new IllegalArgumentException("space " + space.id() + " is not of DARTS' kind");
    }
    normal = normal.stream().map(List::copyOf).toList();
    reduce = reduce.stream().map(List::copyOf).toList();
    for (List<List<CandidateOp>> lists : List.of(normal, reduce)) {
      if (lists.size() != space.graph().edges().size()) {
        throw new IllegalArgumentException(
            "the cell has %d edges, there are %d lists of ops"
                .formatted(space.graph().edges().size(), lists.size()));
      }
      DerivableLists.problem(lists)
          .ifPresent(
              problem -> {
                throw new IllegalArgumentException(problem);
              });
    }
  }

  /** What is left in a space, for both kinds of cells. */
  public static MixedCells of(CellSpace space, Form form) {
    return new MixedCells(space, space.choices(), space.choices(), form);
  }

  /** The cells, first to last. */
  List<CellPlan> plans() {
    return DartsCells.searched(space.macro());
  }

  /** Trainable values of the network, without architecture parameters; nothing is built. */
  public long weights() {
    long stem = DartsCells.stemChannels(space.macro());
    long count = stem * (IMAGE_CHANNELS * STEM_AREA + 2);
    int out = 0;
    for (CellPlan plan : plans()) {
      long width = plan.width();
      count += width * (plan.input0().inChannels() + plan.input1().inChannels());
      for (int edge = 0; edge < normal.size(); edge++) {
        int from = space.graph().edges().get(edge).from();
        int stride = plan.reduction() && from < space.graph().inputs() ? 2 : 1;
        for (CandidateOp op : ops(plan.reduction()).get(edge)) {
          count += op.parameters(plan.width(), plan.width(), stride);
          count -= 2 * width * norms(op, stride);
        }
      }
      out = plan.outChannels();
    }
    return count + (out + 1L) * space.classes();
  }

  /** Batch norms of an op in a final network, whose scales and shifts are not there here. */
  private static int norms(CandidateOp op, int stride) {
    if (op instanceof SeparableConv) {
      return 2;
    }
    return op instanceof DilatedConv || (op == Identity.SKIP_CONNECT && stride == 2) ? 1 : 0;
  }

  /** Ops on every edge of one kind of cell. */
  List<List<CandidateOp>> ops(boolean reduction) {
    return reduction ? reduce : normal;
  }
}
