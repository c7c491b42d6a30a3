package io.absnas.core.angle;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellPaths;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.Zero;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which of a supernet's tensors make the weight vector: a common part that every architecture has,
 * and a block per EdgeOp (arXiv 2004.13431, Algorithm 1; for cells its blocks along paths).
 *
 * @param space the space
 * @param common stem, head, classifier and the like
 * @param blocks per EdgeOp in order of choice and op: every op that is left, and {@code none} on
 *     all edges of a space that has it, because the sampling of DARTS cells puts it back
 */
public record WeightLayout(SearchSpace space, WeightBlock common, Map<EdgeOp, WeightBlock> blocks) {
  /** Keeps the order of the blocks. */
  public WeightLayout {
    requireNonNull(space, "space is null");
    requireNonNull(common, "common is null");
    blocks = Collections.unmodifiableMap(new LinkedHashMap<>(blocks));
  }

  /**
   * The layout of a space's supernet; an op that such a supernet cannot have is an {@link
   * AbsException} with exit code 3.
   */
  public static WeightLayout of(SearchSpace space) {
    if (space instanceof LayeredSpace layered) {
      return LayeredLayout.of(layered);
    }
    CellSpace cells = (CellSpace) space;
    return switch (cells.macro().kind()) {
      case NASBENCH201 -> NasBench201Layout.of(cells);
      case DARTS_CIFAR, DARTS_IMAGENET -> DartsLayout.of(cells);
    };
  }

  /** The block of an EdgeOp; an op that is not left is an error. */
  public WeightBlock block(EdgeOp edgeOp) {
    WeightBlock block = blocks.get(edgeOp);
    if (block == null) {
      throw missing(edgeOp);
    }
    return block;
  }

  /** Values in the weight vector of an architecture, repetitions along paths included. */
  public long vectorLength(Architecture architecture) {
    long length = common.length();
    long[] counts =
        space instanceof CellSpace cells
            ? new CellPaths(cells.graph()).through(architecture)
            : Collections.nCopies(space.choices().size(), 1L).stream()
                .mapToLong(Long::longValue)
                .toArray();
    for (int choice = 0; choice < counts.length; choice++) {
      EdgeOp edgeOp = new EdgeOp(choice, architecture.ops().get(choice));
      length += counts[choice] * block(edgeOp).length();
    }
    return length;
  }

  /** Blocks of all EdgeOps that may occur. */
  static Map<EdgeOp, WeightBlock> blocks(SearchSpace space, Function<EdgeOp, WeightBlock> blockOf) {
    Map<EdgeOp, WeightBlock> blocks = new LinkedHashMap<>();
    for (int choice = 0; choice < space.choices().size(); choice++) {
      List<CandidateOp> ops = new ArrayList<>(space.operations());
      List<CandidateOp> left = space.ops(choice);
      ops.removeIf(op -> op != Zero.ZERO && !left.contains(op));
      for (CandidateOp op : ops) {
        EdgeOp edgeOp = new EdgeOp(choice, op);
        blocks.put(edgeOp, blockOf.apply(edgeOp));
      }
    }
    return blocks;
  }

  /** The failure for an op that the space's networks cannot have. */
  static AbsException foreign(SearchSpace space, EdgeOp edgeOp) {
    return new AbsException(
        ExitCode.INPUT,
        "space "
            + space.id()
            + ": op "
            + edgeOp.op().id()
            + " at choice "
            + space.choiceName(edgeOp.choice())
            + " has no place in the supernet of such a space");
  }

  private IllegalArgumentException missing(EdgeOp edgeOp) {
    return new IllegalArgumentException(
        "op "
            + edgeOp.op().id()
            + " is not left at choice "
            + space.choiceName(edgeOp.choice())
            + " of space "
            + space.id());
  }
}
