package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellPlan.Preprocessing;
import io.absnas.core.space.DilatedConv;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.GenotypeCellPlan;
import io.absnas.core.space.Identity;
import io.absnas.core.space.Pool;
import io.absnas.core.space.SeparableConv;
import io.absnas.core.space.Zero;
import io.absnas.core.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cell of a genotype's final network (Liu et al. 2019, arXiv 1806.09055): both inputs brought to
 * its width C, nodes that are the sum of two edges each, some nodes side by side as its output.
 */
final class GenotypeCell {
  private final GenotypeCellPlan plan;
  private final Layer preprocess0;
  private final Layer preprocess1;
  private final List<Layer> edges = new ArrayList<>(); // entries 2i and 2i+1 feed node i+2

  GenotypeCell(NetworkArrays arrays, String name, GenotypeCellPlan plan) {
    this.plan = plan;
    this.preprocess0 = preprocessing(arrays, name + ".preprocess0", plan.input0(), plan.width());
    this.preprocess1 = preprocessing(arrays, name + ".preprocess1", plan.input1(), plan.width());
    for (Genotype.Input input : plan.edges()) {
      String edge = name + "._ops." + edges.size();
      edges.add(edge(arrays, edge, input.op(), plan.width(), plan.stride(input.from())));
    }
  }

  private static Layer preprocessing(
      NetworkArrays arrays, String name, Preprocessing preprocessing, int width) {
    int in = preprocessing.inChannels();
    return switch (preprocessing.kind()) {
      case RELU_CONV_BN -> PlainConvBlock.affine(arrays, name, Optional.empty(), in, width, 1, 1);
      case FACTORIZED_REDUCE -> new FactorizedReduce(arrays, name, in, width);
    };
  }

  private static Layer edge(
      NetworkArrays arrays, String name, CandidateOp op, int width, int stride) {
    if (op instanceof SeparableConv conv) {
      return SeparableConvBlock.separable(arrays, name, width, conv.kernel(), stride);
    } else if (op instanceof DilatedConv conv) {
      return SeparableConvBlock.dilated(arrays, name, width, conv.kernel(), stride);
    } else if (op instanceof Pool pool) {
      return new PoolLayer(pool, stride);
    } else if (op == Identity.SKIP_CONNECT) {
      return stride == 1
          ? StatelessLayer.IDENTITY
          : new FactorizedReduce(arrays, name, width, width);
    } else if (op == Zero.ZERO) {
      return new ZeroLayer(arrays.constant(1, 0), stride);
    }
    throw new IllegalArgumentException(op.id() + " is no op of a DARTS cell");
  }

  /** All layers in state-dict order. */
  List<Layer> layers() {
    return Stream.concat(Stream.of(preprocess0, preprocess1), edges.stream()).toList();
  }

  /** Edges that drop path may silence: all but identities and those of zeros. */
  int droppable() {
    return (int) edges.stream().filter(GenotypeCell::droppable).count();
  }

  private static boolean droppable(Layer edge) {
    return edge != StatelessLayer.IDENTITY && !(edge instanceof ZeroLayer);
  }

  /**
   * The cell's output, a new array.
   *
   * @param previousButOne output of the cell before the previous one, or a stem's
   * @param previous output of the previous cell, or a stem's
   * @param masks factors of drop path, if it is on
   */
  NDArray forward(
      NDArray previousButOne, NDArray previous, Optional<DropPathMasks> masks, ForwardMode mode) {
    List<NDArray> nodes = new ArrayList<>(); // (N, C, H, W)
    nodes.add(preprocess0.forward(previousButOne, mode));
    nodes.add(preprocess1.forward(previous, mode));
    for (int entry = 0; entry < edges.size(); entry += 2) {
      nodes.add(node(nodes, entry, masks, mode));
    }
    NDArray output = Ops.concatChannels(plan.concat().stream().map(nodes::get).toList());
    nodes.forEach(NDArray::close); // the recorded graph keeps the values it needs
    return output;
  }

  private NDArray node(
      List<NDArray> nodes, int firstEntry, Optional<DropPathMasks> masks, ForwardMode mode) {
    NodeSum sum = new NodeSum();
    for (int entry = firstEntry; entry < firstEntry + 2; entry++) {
      Layer edge = edges.get(entry);
      if (!(edge instanceof ZeroLayer)) {
        NDArray input = nodes.get(plan.edges().get(entry).from());
        NDArray output = edge.forward(input, mode);
        boolean drops = masks.isPresent() && droppable(edge);
        sum.add(drops ? masks.get().dropped(output, mode.precision()) : output, input);
      }
    }
    return sum.value()
        .orElseGet(
            () ->
                edges
                    .get(firstEntry)
                    .forward(nodes.get(plan.edges().get(firstEntry).from()), mode));
  }
}
