package io.absnas.core.angle;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Inner product and squared norms of initial and trained weights for the common part and for every
 * EdgeOp: a few hundred numbers from one pass, from which the angle of any architecture follows
 * (arXiv 2004.13431; the weight vector is a concatenation, so its sums are sums over its parts).
 *
 * @param space the space
 * @param common sums of what every architecture has
 * @param edgeOps sums per EdgeOp, in order of choice and op
 */
public record WeightSums(SearchSpace space, AngleSums common, List<EdgeOpSums> edgeOps) {
  private static final int NAMES_IN_MESSAGE = 8;

  /** Copies the list. */
  public WeightSums {
    requireNonNull(space, "space is null");
    requireNonNull(common, "common is null");
    edgeOps = List.copyOf(edgeOps);
  }

  /**
   * One pass over the weights of the ops that are left. Names that the space does not need are
   * ignored; running statistics are never needed.
   *
   * @throws AbsException INPUT if a tensor is missing, not floating point, of another shape or not
   *     finite; the line names file and tensor
   */
  public static WeightSums of(SearchSpace space, NamedTensors initial, NamedTensors trained) {
    WeightLayout layout = WeightLayout.of(space);
    requireAll(layout, initial);
    requireAll(layout, trained);
    BlockAccumulator accumulator = new BlockAccumulator(initial, trained);
    List<EdgeOpSums> edgeOps = new ArrayList<>();
    for (Map.Entry<EdgeOp, WeightBlock> block : layout.blocks().entrySet()) {
      edgeOps.add(new EdgeOpSums(block.getKey(), accumulator.sums(block.getValue())));
    }
    return new WeightSums(space, accumulator.sums(layout.common()), edgeOps);
  }

  /**
   * The angle of an architecture in radians, 0 to pi. For many architectures use one {@link
   * AngleScorer}.
   */
  public double angle(Architecture architecture) {
    return new AngleScorer(this).angle(architecture);
  }

  private static void requireAll(WeightLayout layout, NamedTensors weights) {
    List<String> missing =
        Stream.concat(Stream.of(layout.common()), layout.blocks().values().stream())
            .flatMap(block -> block.tensors().stream())
            .map(WeightTensor::name)
            .filter(name -> !weights.contains(name))
            .toList();
    if (!missing.isEmpty()) {
      String names =
          String.join(", ", missing.subList(0, Math.min(NAMES_IN_MESSAGE, missing.size())));
      int more = Math.max(0, missing.size() - NAMES_IN_MESSAGE);
      throw new AbsException(
          ExitCode.INPUT,
          weights.source()
              + ": lacks "
              + names
              + (more > 0 ? " and " + more + " more" : "")
              + ", which space "
              + layout.space().id()
              + " needs");
    }
  }
}
